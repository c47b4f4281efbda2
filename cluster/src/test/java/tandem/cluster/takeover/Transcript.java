package tandem.cluster.takeover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;

/**
 * What happens to the members and what they do about it, a line each, as a person would tell it:
 * renewals, marks and what is said again are left out.
 */
final class Transcript {

  static final Transcript NONE = new Transcript(Long.MAX_VALUE);

  private final long from;
  private final List<String> lines = new ArrayList<>();
  private final Map<HostName, String> last = new HashMap<>();

  /**
   * @param from what happens before that moment is not told
   */
  Transcript(long from) {
    this.from = from;
  }

  List<String> lines() {
    return lines;
  }

  void heard(long at, HostName host, Input input) {
    words(input).ifPresent(words -> line(at, host, "<-", words));
  }

  void did(long at, HostName host, Effect effect) {
    words(effect).ifPresent(words -> line(at, host, "->", words));
  }

  private void line(long at, HostName host, String arrow, String words) {
    String said = host + arrow + words;
    if (at >= from && !said.equals(last.put(host, said))) {
      lines.add(
          String.format(Locale.ROOT, "%8.1f  %s %s %s", (at - from) / 1e6, host, arrow, words));
    }
  }

  private static Optional<String> words(Input input) {
    return Optional.ofNullable(
        switch (input) {
          case Input.Tick _, Input.StatusSeen _, Input.CasUnknown _ -> null;
          case Input.RecordSeen seen -> changed(seen.record());
          case Input.CasAnswered answer -> answer.applied() ? null : "compare-and-set refused";
          case Input.LetterSeen(var from, Letter.HandOver word) ->
              "the word of " + from + " on epoch " + word.epoch();
          case Input.LetterSeen _ -> null;
          case Input.MembershipSeen seen -> seen.majority() ? null : "no majority any more";
          case Input.ApplicationSeen seen -> "application " + seen.state() + " " + seen.note();
          case Input.CarrierSeen seen -> "carrier " + seen.carrier();
          case Input.MaintenanceSet set -> "maintenance " + set.on();
          case Input.RoleTaken taken -> "application is " + taken.role() + " of " + taken.epoch();
          case Input.RoleRefused refused -> "application refuses: " + refused.reason();
          case Input.AddressUp up -> "VIP up, epoch " + up.epoch();
          case Input.AddressDown _ -> "VIP gone";
          case Input.AddressFailed failed -> "address command failed: " + failed.reason();
          case Input.AddressLost lost -> "VIP lost: " + lost.what();
          case Input.ForeignClaim claim -> "foreign claim of " + claim.address();
          case Input.SwitchoverRequested asked -> "switchover asked for";
          case Input.ServingSeen seen -> seen.host() + " serves, epoch " + seen.epoch();
          case Input.StopRequested _ -> "stop asked for";
        });
  }

  /** A renewal changes nothing that a person would tell. */
  private static String changed(LeaseRecord record) {
    return record instanceof LeaseRecord.Released released ? "released by " + released.by() : null;
  }

  private static Optional<String> words(Effect effect) {
    return Optional.ofNullable(
        switch (effect) {
          case Effect.CompareAndSet(_, _, LeaseRecord.Released released) ->
              "releases epoch " + released.epoch();
          case Effect.Tell(var to, Letter.HandOver word) ->
              "its word to " + to + " on epoch " + word.epoch();
          case Effect.CompareAndSet _,
              Effect.Publish _,
              Effect.Tell _,
              Effect.ExtendRight _,
              Effect.Announce _,
              Effect.Steps _ ->
              null;
          case Effect.ChangeRole change ->
              "application, be " + change.role() + " of " + change.epoch();
          case Effect.KillApplication kill -> "kills the application: " + kill.reason();
          case Effect.RaiseAddress raise -> "VIP, come up, epoch " + raise.epoch();
          case Effect.WithdrawAddress withdraw -> "VIP, go: " + withdraw.reason();
          case Effect.Log log -> log.event() + ": " + log.text();
          case Effect.Serving serving -> "serves epoch " + serving.epoch();
          case Effect.Answer answer -> "answers: " + answer.verdict();
          case Effect.Stopped _ -> "stopped";
        });
  }
}
