package tandem.ops.cli;

import java.util.List;

/** What can be asked, with the words of its help. */
enum Verb {
  STATUS(
      "status",
      "",
      "Show who holds the VIP, the hosts, alarms and the last takeover.",
      List.of("Exit code: 0 healthy, 1 degraded or no primary, 3 the agent does not answer."),
      List.of()),
  WATCH(
      "watch",
      "",
      "Show the status live until Ctrl-C.",
      List.of(
          "On a terminal the screen is redrawn, and a restarted agent is found again; elsewhere",
          "each change is printed and the command ends (3) with the agent."),
      List.of(new Option("--count", "N", "End after N statuses."))),
  SWITCHOVER(
      "switchover",
      "",
      "Move the primary role and the VIP to the other host.",
      List.of(
          "The old primary is demoted and its VIP seen to be gone before the new one is promoted.",
          "Exit code: 0 done, 1 refused (nothing changed), 3 not known: see tandem status."),
      List.of(
          new Option("--to", "HOST", "The new primary (default: the host that is not)."),
          new Option("--force", "", "Even if that host is not ready or not in sync."),
          new Option("--wait", "", "Answer when it has ended (the default)."),
          new Option("--no-wait", "", "Answer as soon as it is accepted."))),
  MAINTENANCE(
      "maintenance",
      "on|off [HOST]",
      "Take a host out of service, or back (default: this one).",
      List.of(
          "A host in maintenance never takes over; if it is primary, it is switched over first."),
      List.of(new Option("--force", "", "Even if that leaves the group without a primary."))),
  EVENTS(
      "events",
      "",
      "Show the group's journal: roles, takeovers, requests and their results.",
      List.of(),
      List.of(
          new Option("--follow", "", "Then show each new event until Ctrl-C."),
          new Option("--since", "N", "Only events after position N."),
          new Option("--kind", "KIND", "Only this kind, or all below it (takeover); repeatable."))),
  INIT(
      "init",
      "",
      "Write a first pair.yaml and a fresh shared key, for all three hosts.",
      List.of(
          "Existing files are left alone. Then check: tandem doctor --config pair.yaml --host"
              + " NAME"),
      List.of(
          new Option("--host", "NAME=ADDR", "A host and its own address; twice, preferred first."),
          new Option("--witness", "NAME=ADDR", "The third voter, on a third machine."),
          new Option("--vip", "ADDR/PFX", "The virtual address and its prefix; repeatable."),
          new Option("--interface", "IF", "The interface that carries the VIP, on both hosts."),
          new Option("--group", "NAME", "Name of the pair (default: sip)."),
          new Option("--directory", "DIR", "Where to write (default: here).")));

  /** Understood before and after the command. */
  static final List<Option> COMMON =
      List.of(
          new Option("--run-dir", "DIR", "Run directory of the agent (default: /run/tandem)."),
          new Option("--json", "", "Print JSON, one object a line, on standard output."),
          new Option(
              "--timeout", "SECONDS", "Give up on a silent agent (default: 10; 130 to wait)."),
          new Option("--help", "", "Show this help; also -h."),
          new Option("--version", "", "Show the version."));

  final String word;
  final String operands;
  final String summary;
  final List<String> details;
  final List<Option> options;

  /**
   * @param value what follows the option, in the words of the help; empty for a flag
   */
  record Option(String name, String value, String text) {
    boolean isFlag() {
      return value.isEmpty();
    }
  }

  Verb(String word, String operands, String summary, List<String> details, List<Option> options) {
    this.word = word;
    this.operands = operands;
    this.summary = summary;
    this.details = details;
    this.options = options;
  }
}
