package tandem.cluster.takeover;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tandem.cluster.group.Letter;
import tandem.cluster.group.MemberSettings;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.platform.time.Moment;

/**
 * The right passes on by word, with no compare-and-set between the old primary's last packet and
 * the new one's first.
 *
 * <pre>
 *   heir                                  holder                      store
 *    │── StandingBy(mark m, own clock) ────►│                           │
 *    │                                      │── renewal, sent after m ──►│ version k
 *    │                                      │ VIPs gone, read back      │
 *    │◄── HandOver(epoch e, mark m) ────────│                           │
 *    │ right = m + lease × (1 − ρ)          │ never acts on e again     │
 *    │ VIPs up; an eighth of a lease later: │                           │
 *    │── compare-and-set k → held by the heir, epoch e + 1 ────────────►│
 * </pre>
 *
 * Why it is safe: m lies before the send of renewal k, so before anybody can have seen version k;
 * whoever waits for the lease of version k waits longer than the heir's right lasts. The old holder
 * itself gave e up for good and waits like anybody else. Epoch e + 1 is kept for the one heir:
 * whoever claims after waiting takes e + 2. An heir passes its own right on only when the store has
 * it.
 */
final class Succession {

  /** The right an heir got by word, until the store knows of it. */
  private record Granted(Holder by, long epoch, boolean planned, String reason) {}

  private record Heard(Letter.StandingBy letter, Moment at) {}

  private final MemberSettings settings;
  private final Knowledge knows;
  private final Holder self;
  private final Map<HostName, Heard> heard = new HashMap<>();
  private Map<HostName, Heard> paired = Map.of();
  private Map<HostName, Heard> covered = Map.of();
  private long pairedVersion = -1;
  private long givenEpoch = -1;
  private long lastGranted = -1;
  private Optional<Granted> granted = Optional.empty();

  Succession(Knowledge knows) {
    this.settings = knows.settings;
    this.knows = knows;
    this.self = new Holder(settings.self(), settings.incarnation());
  }

  /** Holder: a backup says that it stands by. */
  void heard(Moment now, HostName from, Letter.StandingBy letter) {
    if (letter.heir().host().equals(from) && settings.hosts().contains(from)) {
      heard.put(from, new Heard(letter, now));
    }
  }

  /**
   * Holder: a compare-and-set of {@code version} is sent. If it is sent again later, the marks of
   * the first time stay, since nobody can tell which of the two was applied.
   */
  void sent(long version) {
    if (version != pairedVersion) {
      pairedVersion = version;
      paired = Map.copyOf(heard);
    }
  }

  /** The record is new; a heir that is ready says so to the holder. */
  Optional<Effect> recordSeen(Moment now) {
    boolean mine = knows.mine();
    covered = mine && knows.record().version() == pairedVersion + 1 ? paired : Map.of();
    granted = granted.filter(grant -> isHeldBy(grant.by(), grant.epoch() - 1));
    boolean stands = !mine && granted.isEmpty() && knows.ready() && knows.majority();
    return knows
        .holderHost()
        .filter(holder -> stands && !holder.equals(settings.self()))
        .map(holder -> new Effect.Tell(holder, new Letter.StandingBy(self, now)));
  }

  /**
   * Holder, its VIPs gone: the word to the host it leaves for, if one may be given. From then on
   * this run never acts on its epoch again. A mark that is half a lease old leaves too little time.
   */
  Optional<Effect.Tell> handOver(Moment now, Departure why) {
    Optional<Letter.StandingBy> mark =
        why.intended()
            .map(covered::get)
            .filter(last -> now.isBefore(last.at().plus(settings.lease().duration().dividedBy(2))))
            .map(Heard::letter)
            .filter(letter -> knows.mine() && runs(letter.heir()));
    mark.ifPresent(_ -> givenEpoch = knows.record().epoch());
    return mark.map(
        m ->
            new Effect.Tell(
                m.heir().host(),
                new Letter.HandOver(
                    self,
                    knows.record().epoch(),
                    m.heir(),
                    m.mark(),
                    why.planned(),
                    why.reason())));
  }

  private boolean runs(Holder heir) {
    return knows.peerReady(heir.host())
        && knows.peer(heir.host()).orElseThrow().incarnation() == heir.incarnation();
  }

  /** Holder: true if the record is this run's own but the right to it was given away. */
  boolean gaveAway() {
    return knows.mine() && knows.record().epoch() == givenEpoch;
  }

  /** Heir: true if the word gives this host the right now, as {@code epoch + 1}. */
  boolean accepts(Moment now, HostName from, Letter.HandOver word) {
    Moment ends = word.mark().plus(settings.lease().right()).minus(settings.lease().lead());
    boolean valid =
        word.heir().equals(self)
            && word.by().host().equals(from)
            && word.epoch() + 1 > lastGranted
            && isHeldBy(word.by(), word.epoch())
            && !word.mark().isAfter(now)
            && now.isBefore(ends);
    if (!valid || !knows.ready() || knows.isStopping() || !knows.majority()) {
      return false;
    }
    lastGranted = word.epoch() + 1;
    granted = Optional.of(new Granted(word.by(), lastGranted, word.planned(), word.reason()));
    return true;
  }

  private boolean isHeldBy(Holder holder, long epoch) {
    return knows.record() instanceof LeaseRecord.Held held
        && held.holder().equals(holder)
        && held.epoch() == epoch;
  }

  /** Heir: true while it acts on a word that the store does not know yet. */
  boolean byWord() {
    return granted.isPresent();
  }

  /** True if the store or a word says that this run holds the right. */
  boolean holds() {
    return knows.mine() || byWord();
  }

  /** Why this run holds the right, in words for people. */
  String reason() {
    return granted.map(Granted::reason).orElse(knows.record().reason());
  }

  /** Heir: what it got by word is over. */
  void over() {
    granted = Optional.empty();
  }

  /** What this run writes to keep what it holds, one version on. */
  LeaseRecord.Held kept() {
    if (knows.mine() && knows.record() instanceof LeaseRecord.Held held) {
      return held.renewed();
    }
    Granted grant = granted.orElseThrow(() -> new IllegalStateException("nothing is held"));
    long version = knows.record().version() + 1;
    return new LeaseRecord.Held(version, grant.epoch(), self, grant.planned(), grant.reason());
  }

  /** What this run writes to claim the record, one version on. */
  LeaseRecord.Held claimed(boolean planned, String reason) {
    LeaseRecord record = knows.record();
    // An heir by word may have had the next epoch: only the holder and the heir know.
    long epoch = record.epoch() + (record instanceof LeaseRecord.Held ? 2 : 1);
    return new LeaseRecord.Held(record.version() + 1, epoch, self, planned, reason);
  }
}
