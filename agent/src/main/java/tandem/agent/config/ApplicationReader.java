package tandem.agent.config;

import static tandem.agent.config.ConfigurationReader.or;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.agent.config.PairConfiguration.Application;
import tandem.agent.config.PairConfiguration.Probe;
import tandem.agent.config.PairConfiguration.ProcessOnly;
import tandem.agent.config.PairConfiguration.RoleProtocol;
import tandem.agent.config.PairConfiguration.Supervision;
import tandem.agent.config.PairConfiguration.Timing;

/** Reads the section {@code application}. */
final class ApplicationReader {

  private static final int MAX_WORDS = 256;
  private static final Durations.Range WATCH = Durations.Range.of("10ms", "60s");
  private static final Durations.Range STEP = Durations.Range.of("100ms", "10m");
  private static final Durations.Range PAUSE = Durations.Range.of("10ms", "10m");

  private final Section section;
  private final Network network;
  private final Optional<String> host;

  ApplicationReader(Section section, Network network, Optional<String> host) {
    this.section = section;
    this.network = network;
    this.host = host;
  }

  Optional<Application> read() {
    if (!section.has("command")) {
      section.missing(
          "command", "give it as a list, for example [ \"/usr/sbin/kamailio\", \"-DD\" ]");
    }
    List<Value<String>> command = words("command");
    List<Value<String>> roleCommand = words("role-command");
    Optional<Value<String>> user = section.text("user");
    String protocol = section.word("protocol", List.of("role", "probe", "none"), "role");
    Optional<RoleProtocol> heartbeat = heartbeat(section.section("heartbeat"));
    Optional<Probe> probe = probe(section.section("probe"), protocol);
    unused("heartbeat", "role", protocol);
    unused("probe", "probe", protocol);
    if (section.has("role-command") && protocol.equals("role")) {
      section.wrong(
          "role-command",
          "is of no use with protocol: role, which tells the roles itself",
          "set application.protocol to probe or none, or remove the key");
    }
    Timing timing = timing();
    section.end();
    host.ifPresent(name -> hostChecks(name, command, roleCommand, user));
    Optional<? extends Supervision> supervision =
        switch (protocol) {
          case "role" -> heartbeat;
          case "probe" -> probe;
          default -> Optional.of(new ProcessOnly());
        };
    return supervision.map(
        how ->
            new Application(
                strings(command),
                user.map(Value::get).orElse(HostChecks.DEFAULT_USER),
                how,
                strings(roleCommand),
                timing));
  }

  private void hostChecks(
      String name,
      List<Value<String>> command,
      List<Value<String>> roleCommand,
      Optional<Value<String>> user) {
    if (network.hosts().stream().noneMatch(member -> member.key().equals(name))) {
      return; // The witness runs no application.
    }
    HostChecks.user(section, user);
    command.stream().findFirst().ifPresent(HostChecks::executable);
    roleCommand.stream().findFirst().ifPresent(HostChecks::executable);
  }

  private List<Value<String>> words(String key) {
    Optional<List<Value<String>>> words = section.list(key);
    if (words.isPresent() && (words.get().isEmpty() || words.get().size() > MAX_WORDS)) {
      section.wrong(
          key,
          "has " + words.get().size() + " words: must have 1 to " + MAX_WORDS,
          "give the program and its arguments as a list");
    }
    return words.orElse(List.of());
  }

  private static List<String> strings(List<Value<String>> words) {
    return words.stream().map(Value::get).toList();
  }

  private void unused(String key, String needed, String protocol) {
    if (section.has(key) && !protocol.equals(needed)) {
      section.wrong(
          key,
          "is of no use with protocol: " + protocol,
          "set application.protocol to " + needed + " or remove the key");
    }
  }

  private static Optional<RoleProtocol> heartbeat(Section section) {
    Optional<Value<Duration>> interval = section.duration("interval", WATCH);
    Optional<Value<Duration>> timeout = section.duration("timeout", WATCH);
    section.end();
    Duration every = or(interval, Duration.ofMillis(100));
    Duration limit = or(timeout, Duration.ofMillis(500));
    if (every.multipliedBy(2).compareTo(limit) > 0) {
      timeout
          .or(() -> interval)
          .ifPresent(
              value ->
                  value.wrong(
                      "heartbeats every "
                          + Durations.show(every)
                          + " are too slow for a timeout of "
                          + Durations.show(limit)
                          + ": must be at least 2 x interval",
                      "raise heartbeat.timeout or lower heartbeat.interval"));
    }
    return Optional.of(new RoleProtocol(every, limit));
  }

  private Optional<Probe> probe(Section probe, String protocol) {
    String example = "give the address the application answers OPTIONS on, such as 127.0.0.1:5060";
    Optional<Value<String>> target =
        protocol.equals("probe") ? probe.need("target", example) : probe.text("target");
    Optional<InetSocketAddress> address = target.flatMap(this::target);
    Duration interval = or(probe.duration("interval", WATCH), Duration.ofMillis(200));
    Duration deadline = or(probe.duration("deadline", WATCH), Duration.ofMillis(500));
    int failures = probe.integer("failures", 1, 20).map(Value::get).orElse(2);
    probe.end();
    return address.map(to -> new Probe(to, interval, deadline, failures));
  }

  private Optional<InetSocketAddress> target(Value<String> text) {
    Optional<InetSocketAddress> target = Addresses.socket(text.get());
    if (target.isEmpty()) {
      text.wrong("must be ADDRESS:PORT", "for example 127.0.0.1:5060 or [::1]:5060");
      return target;
    }
    if (network.isVip(target.get().getAddress())) {
      text.wrong(
          "is a VIP: on the backup the probe would reach the other host",
          "let the application also listen on 127.0.0.1 and probe that");
    } else if (target.get().getAddress().isAnyLocalAddress()) {
      text.wrong("is the unspecified address", "probe 127.0.0.1 or [::1]");
    } else {
      network
          .owner(target.get().getAddress())
          .ifPresent(
              name ->
                  text.wrong(
                      "is the address of " + name + ": its peer would probe the wrong host",
                      "let the application also listen on 127.0.0.1 and probe that"));
    }
    return target;
  }

  private Timing timing() {
    Duration start = or(section.duration("start-timeout", STEP), Duration.ofSeconds(10));
    Duration stop = or(section.duration("stop-timeout", STEP), Duration.ofSeconds(5));
    Section restart = section.section("restart");
    Optional<Value<Duration>> initial = restart.duration("initial", PAUSE);
    Optional<Value<Duration>> max = restart.duration("max", PAUSE);
    restart.end();
    Duration first = or(initial, Duration.ofMillis(200));
    Duration last = or(max, Duration.ofSeconds(30));
    if (first.compareTo(last) > 0) {
      max.or(() -> initial)
          .ifPresent(
              value ->
                  value.wrong(
                      "restart.initial is " + Durations.show(first) + ", greater than restart.max",
                      "raise restart.max or lower restart.initial"));
    }
    return new Timing(start, stop, first, last);
  }
}
