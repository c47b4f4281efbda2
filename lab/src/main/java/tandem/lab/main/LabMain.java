package tandem.lab.main;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import tandem.lab.demo.DemoCommand;
import tandem.lab.network.LabException;
import tandem.lab.takeover.TakeoverCommand;

/** {@code tandem lab}, {@code tandem demo}. */
public final class LabMain {

  @Command(
      name = "tandem",
      subcommands = {LabCommand.class, DemoCommand.class},
      description = "The pair on one machine, in network namespaces.")
  private static final class Root {}

  @Command(
      name = "lab",
      mixinStandardHelpOptions = true,
      subcommands = {TakeoverCommand.class},
      description = "Virtual hosts, faults and measurement from outside.")
  private static final class LabCommand {}

  private LabMain() {}

  public static void main(String[] arguments) {
    if (Rootless.needed()) {
      System.exit(Rootless.run(arguments));
    }
    CommandLine line = new CommandLine(new Root());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof LabException) {
            System.err.println("tandem: " + failure.getMessage());
            return 1;
          }
          throw failure;
        });
    System.exit(line.execute(arguments));
  }
}
