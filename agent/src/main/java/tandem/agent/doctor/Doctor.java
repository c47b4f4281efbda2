package tandem.agent.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.admin.view.StatusView;
import tandem.agent.config.PairConfiguration;
import tandem.agent.config.Problem;
import tandem.cluster.lease.HostName;

/** Looks at everything a host needs to be a member of its pair. Changes nothing. */
public final class Doctor {

  private final HostProbe probe;

  public Doctor(HostProbe probe) {
    this.probe = probe;
  }

  /**
   * Blocks for a few seconds at most.
   *
   * @param agent what the agent on this host says, if one runs
   */
  public List<Check> examine(
      Path configuration, String host, Path stateDirectory, Optional<StatusView> agent) {
    List<Check> checks = new ArrayList<>();
    switch (PairConfiguration.load(configuration, host)) {
      case PairConfiguration.Invalid invalid ->
          invalid.problems().forEach(problem -> checks.add(invalid(problem)));
      case PairConfiguration.Loaded loaded -> {
        PairConfiguration pair = loaded.configuration();
        checks.add(Check.ok("configuration", configuration + " is valid: " + shape(pair)));
        Patient patient = new Patient(pair, new HostName(host), stateDirectory, agent, probe);
        checks.add(voter(patient));
        checks.addAll(new NetworkChecks(patient).all());
        checks.addAll(new SystemChecks(patient).all());
      }
    }
    return List.copyOf(checks);
  }

  private static Check invalid(Problem problem) {
    String subject = problem.key().isEmpty() ? "" : "key '" + problem.key() + "' ";
    return Check.fail(
        "configuration",
        problem.file() + ":" + problem.line() + ": " + subject + problem.what(),
        problem.mend());
  }

  private static String shape(PairConfiguration pair) {
    return "group "
        + pair.group()
        + ", "
        + pair.vips().size()
        + " VIP(s), user, command and key of this host are there";
  }

  private static Check voter(Patient patient) {
    String run =
        patient.agent().isPresent() ? "its agent runs" : "no agent answers in the run directory";
    String role = patient.host().isPresent() ? "a host of the pair" : "the third voter";
    return Check.ok("agent", patient.name() + " is " + role + "; " + run);
  }
}
