package tandem.agent.main;

import java.time.Duration;
import tandem.agent.config.PairConfiguration;
import tandem.agent.health.SupervisorSettings;
import tandem.cluster.group.MemberSettings;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseSettings;

/** The pair's configuration in the words of the machines. */
final class Settings {

  private static final Duration ROLE_DEADLINE = Duration.ofSeconds(2);
  private static final Duration ADDRESS_DEADLINE = Duration.ofSeconds(2);

  private Settings() {}

  static MemberSettings member(PairConfiguration pair, HostName self, long incarnation) {
    return new MemberSettings(
        self,
        incarnation,
        pair.hosts().stream().map(PairConfiguration.Host::name).toList(),
        new LeaseSettings(
            pair.lease().duration(), pair.lease().renew(), LeaseSettings.DEFAULT_DRIFT),
        ROLE_DEADLINE,
        ADDRESS_DEADLINE,
        pair.announce().refresh(),
        pair.takeover().flapLimit(),
        pair.takeover().automaticFailback());
  }

  static SupervisorSettings supervisor(PairConfiguration pair) {
    PairConfiguration.Application application = pair.application();
    PairConfiguration.Timing timing = application.timing();
    SupervisorSettings.Watch watch =
        switch (application.supervision()) {
          case PairConfiguration.RoleProtocol role ->
              new SupervisorSettings.Watch.Heartbeat(
                  role.heartbeatInterval(), role.heartbeatTimeout());
          case PairConfiguration.Probe probe ->
              new SupervisorSettings.Watch.Probe(probe.interval(), probe.failures());
          case PairConfiguration.ProcessOnly _ -> new SupervisorSettings.Watch.ProcessOnly();
        };
    return new SupervisorSettings(
        watch,
        !application.roleCommand().isEmpty(),
        timing.startTimeout(),
        timing.stopTimeout(),
        timing.restartInitial(),
        timing.restartMax());
  }
}
