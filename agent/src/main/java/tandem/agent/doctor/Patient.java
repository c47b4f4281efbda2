package tandem.agent.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tandem.admin.view.StatusView;
import tandem.agent.config.PairConfiguration;
import tandem.cluster.lease.HostName;

/**
 * The host that is looked at.
 *
 * @param agent what the agent on this host says, if one runs
 */
record Patient(
    PairConfiguration pair,
    HostName name,
    Path stateDirectory,
    Optional<StatusView> agent,
    HostProbe probe) {

  /** Empty on the witness. */
  Optional<PairConfiguration.Host> host() {
    return pair.host(name);
  }

  List<HostName> peers() {
    return pair.voters().stream().filter(voter -> !voter.equals(name)).toList();
  }

  boolean holdsVips() {
    return agent.flatMap(StatusView::primary).filter(name.value()::equals).isPresent();
  }

  /** A primary is known, and it is another host. */
  Optional<String> otherPrimary() {
    return agent.flatMap(StatusView::primary).filter(primary -> !primary.equals(name.value()));
  }
}
