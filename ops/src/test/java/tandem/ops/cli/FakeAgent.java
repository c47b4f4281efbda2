package tandem.ops.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import tandem.admin.request.Outcome;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;
import tandem.admin.view.StatusView.AlarmView;
import tandem.admin.view.StatusView.HostView;
import tandem.admin.view.StatusView.LeaseView;
import tandem.admin.view.StatusView.QuorumView;
import tandem.agent.api.EventLog;
import tandem.agent.api.Operations;

/** An agent that says what a test wants it to. */
final class FakeAgent implements Operations {

  /** 2026-11-22 20:00:00 UTC. */
  static final long NOON = 1_795_377_600_000_000L;

  final EventLog log = new EventLog();
  volatile StatusView status = healthy();
  volatile Outcome outcome = new Outcome.Done("sip-2 is primary, epoch 8");
  volatile String asked = "";

  FakeAgent() {
    log.append(
        new EventView(1, "sip-1", NOON, "agent.started", Map.of("text", "version 0.1.0 started")));
    log.append(steps(2, "sip-1", "old", Map.of("detect", 0L, "demote", 900L, "released", 2_400L)));
    log.append(
        steps(
            3, "sip-2", "new", Map.of("taken", 3_100L, "vip-up", 3_900L, "first-answer", 6_500L)));
  }

  private static EventView steps(long position, String host, String side, Map<String, Long> times) {
    Map<String, String> details = new java.util.LinkedHashMap<>();
    details.put("epoch", "7");
    details.put("side", side);
    details.put("reason", "operator asked");
    new java.util.TreeMap<>(times).forEach((k, v) -> details.put(k, Long.toString(NOON + v)));
    return new EventView(position, host, NOON + 7_000, "takeover.steps", details);
  }

  static StatusView healthy() {
    return new StatusView(
        "sip",
        7,
        Optional.of("sip-2"),
        List.of("198.51.100.10/24", "2001:db8:1::10/64"),
        NOON,
        List.of(
            new HostView("sip-1", "backup", "started", true, true, false, true, true, -7L, ""),
            new HostView(
                "sip-2", "primary", "started", true, true, false, true, true, 1L << 62, "")),
        new QuorumView(
            Optional.of("witness"),
            List.of("sip-1", "sip-2", "witness"),
            List.of("sip-1", "sip-2", "witness"),
            true),
        new LeaseView(Optional.of("sip-2"), 4711, 412, "field", 500),
        List.of(),
        "sip-1",
        "0.1.0",
        Optional.empty());
  }

  static StatusView ill() {
    StatusView s = healthy();
    return new StatusView(
        s.group(),
        s.epoch(),
        Optional.empty(),
        s.vips(),
        0,
        List.of(
            new HostView(
                "sip-1",
                "none",
                "stopped",
                false,
                false,
                false,
                true,
                false,
                1,
                "no carrier on eth1"),
            new HostView("sip-2", "none", "unknown", true, false, false, false, false, 2, "")),
        new QuorumView(Optional.empty(), List.of("sip-1"), s.quorum().voters(), false),
        new LeaseView(Optional.empty(), 4712, 0, "field", 500),
        List.of(
            new AlarmView(
                "quorum.lost",
                StatusView.Severity.CRITICAL,
                "two of three voters are lost: nobody may hold the VIP",
                NOON)),
        s.local(),
        s.version(),
        Optional.empty());
  }

  @Override
  public StatusView status() {
    return status;
  }

  @Override
  public CompletableFuture<Outcome> switchover(Optional<String> to, boolean force, boolean await) {
    asked = "switchover to " + to.orElse("?") + (force ? " force" : "") + (await ? " await" : "");
    return CompletableFuture.completedFuture(outcome);
  }

  @Override
  public CompletableFuture<Outcome> maintenance(String host, boolean on, boolean force) {
    asked = "maintenance " + host + (on ? " on" : " off") + (force ? " force" : "");
    return CompletableFuture.completedFuture(outcome);
  }

  @Override
  public Subscription events(long since, boolean follow, Consumer<EventView> consumer) {
    return log.subscribe(since, follow, consumer);
  }
}
