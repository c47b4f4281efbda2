package tandem.agent.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.agent.config.PairConfiguration.Announce;
import tandem.agent.config.PairConfiguration.Application;
import tandem.agent.config.PairConfiguration.Lease;
import tandem.agent.config.PairConfiguration.Profile;
import tandem.agent.config.PairConfiguration.Quorum;
import tandem.agent.config.PairConfiguration.Takeover;

/** Reads the sections of the file; an empty part has reported why. */
final class ConfigurationReader {

  private static final String GROUP_SHAPE = "[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?";
  private static final Durations.Range LEASE = Durations.Range.of("50ms", "60s");
  private static final Durations.Range RENEW = Durations.Range.of("5ms", "20s");
  private static final Durations.Range REFRESH = Durations.Range.of("1s", "60m");

  private final Section root;
  private final Path folder;
  private final Optional<String> host;
  private final Problems problems;

  ConfigurationReader(Section root, Path folder, Optional<String> host, Problems problems) {
    this.root = root;
    this.folder = folder;
    this.host = host;
    this.problems = problems;
  }

  Optional<PairConfiguration> read() {
    Optional<String> group = group();
    Network network = new NetworkReader(root, problems).read();
    Lease lease = lease(root.section("lease"));
    Optional<Quorum> quorum = quorum(root.section("quorum"));
    Optional<Application> application =
        new ApplicationReader(root.section("application"), network, host).read();
    Takeover takeover = takeover(root.section("takeover"));
    Section announceSection = root.section("announce");
    Duration refresh = or(announceSection.duration("refresh", REFRESH), Duration.ofSeconds(30));
    announceSection.end();
    root.end();
    host.ifPresent(name -> new HostChecks(network, problems).check(name));
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PairConfiguration(
            group.orElseThrow(),
            network.hosts().stream().map(Network.Member::host).toList(),
            network.witness().orElseThrow().witness(),
            network.vips().stream().map(Value::get).toList(),
            lease,
            quorum.orElseThrow(),
            application.orElseThrow(),
            takeover,
            new Announce(refresh)));
  }

  private Optional<String> group() {
    Optional<Value<String>> group =
        root.need("group", "give the group a name, for example group: sip");
    if (group.isPresent() && !group.get().get().matches(GROUP_SHAPE)) {
      group.get().wrong("must be 1 to 63 letters, digits, dots or hyphens", "choose another name");
    }
    return group.map(Value::get);
  }

  private Lease lease(Section section) {
    List<String> profiles = List.of("field", "lab", "fast");
    Profile profile =
        Profile.valueOf(section.word("profile", profiles, "field").toUpperCase(Locale.ROOT));
    Optional<Value<Duration>> duration = section.duration("duration", LEASE);
    Optional<Value<Duration>> renew = section.duration("renew", RENEW);
    section.end();
    Duration length = or(duration, profile.duration());
    Duration every = or(renew, Duration.ofMillis(length.toMillis() / 6));
    if (every.multipliedBy(3).compareTo(length) > 0) {
      String mend = "raise lease.duration or lower lease.renew";
      String renewals = "3 x renew (3 x " + Durations.show(every) + ")";
      if (duration.isPresent()) {
        duration.get().wrong("must be at least " + renewals, mend);
      } else {
        renew
            .orElseThrow()
            .wrong(
                "the lease of " + Durations.show(length) + " must be at least " + renewals, mend);
      }
    }
    return new Lease(profile, length, every);
  }

  private Optional<Quorum> quorum(Section section) {
    int port = section.integer("port", 1, 65_535).map(Value::get).orElse(7800);
    Optional<Value<Path>> file =
        section
            .need(
                "secret-file", "name the file with the agents' shared key, for example quorum.key")
            .map(text -> text.map(folder::resolve));
    section.end();
    Optional<Secret> secret = file.flatMap(Secret::read);
    return secret.map(key -> new Quorum(port, file.orElseThrow().get().normalize(), key));
  }

  private static Takeover takeover(Section section) {
    String failback = section.word("failback", List.of("manual", "automatic"), "manual");
    int limit = section.integer("flap-limit", 1, 1_000).map(Value::get).orElse(5);
    section.end();
    return new Takeover(failback.equals("automatic"), limit);
  }

  static Duration or(Optional<Value<Duration>> value, Duration fallback) {
    return value.map(Value::get).orElse(fallback);
  }
}
