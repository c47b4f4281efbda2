package tandem.cluster.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cluster.takeover.Rig.SIP1;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.Role;
import tandem.platform.time.Moment;

/**
 * One member against an attacker who owns the store's delays, the faults and the order of answers:
 * no right is ever reckoned from a later send than that of the compare-and-set which gave it, no
 * deadline stands in the past for good, and nothing is waited for without a deadline but the
 * address commands.
 */
class RightBoundTest {

  private static final int SEEDS = 4_000;

  @Test
  void noRightIsReckonedTooLongAndNoDeadlineSpins() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new Attack(seed).run();
      } catch (AssertionError | IllegalStateException broken) {
        throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
      }
    }
  }

  /** A claim given up and tried again on the same version: the first may be the one applied. */
  @Test
  void aClaimTriedAgainCountsFromItsFirstSend() {
    Rig rig = Rig.claiming();
    rig.at(10, new Input.CarrierSeen(false));
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    rig.at(500, new Input.CarrierSeen(true));
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);

    // The claim of 0 ms was applied; the peer saw it early and may claim after 606 ms.
    rig.at(510, new Input.RecordSeen(rig.mine(7, 2)));

    assertThat(rig.member.rightEnds().orElseThrow().isAfter(Moment.ofMillis(594))).isFalse();
  }

  private static final class Attack {
    private final SplittableRandom random;
    private final Rig rig = new Rig(SIP1, false);
    private final List<Effect.CompareAndSet> flying = new ArrayList<>();
    private final Map<Effect.CompareAndSet, Long> sentAt = new HashMap<>();
    private LeaseRecord store = new LeaseRecord.Vacant();
    private Optional<Moment> bound = Optional.empty();
    private long now;

    Attack(long seed) {
      random = new SplittableRandom(seed);
    }

    void run() {
      rig.at(0, new Input.AddressDown());
      rig.ready(0);
      rig.all.forEach(this::check);
      for (int i = 0; i < 400; i++) {
        now += random.nextInt(3) == 0 ? random.nextLong(300) : random.nextLong(20);
        advance();
        feed(input());
      }
    }

    /** Ticks at each deadline up to now; a deadline that stays in the past is a spin. */
    private void advance() {
      int ticks = 0;
      while (rig.member.deadline().map(Moment.ofMillis(now)::reached).orElse(false)) {
        feed(new Input.Tick());
        assertThat(++ticks).as("ticks in one moment in " + rig.standing()).isLessThan(5);
      }
      boolean waits = rig.standing() == Standing.CLAIMING || rig.standing() == Standing.PROMOTING;
      assertThat(waits && rig.member.deadline().isEmpty()).as("waits with no deadline").isFalse();
    }

    private void feed(Input input) {
      rig.at(now, input).forEach(this::check);
    }

    private void check(Effect effect) {
      switch (effect) {
        case Effect.CompareAndSet cas -> {
          flying.add(cas);
          sentAt.put(cas, now);
        }
        case Effect.RaiseAddress raise -> within(raise.rightEnds());
        case Effect.ExtendRight extend -> within(extend.rightEnds());
        case Effect.Announce announce -> within(announce.rightEnds());
        default -> {}
      }
    }

    private void within(Moment rightEnds) {
      assertThat(bound).as("a VIP is claimed with no right at all").isPresent();
      assertThat(rightEnds.isAfter(bound.get())).as("the right is reckoned too long").isFalse();
    }

    /** The store decides one of the flying requests, in any order; the answer may be lost. */
    private Input decide() {
      Effect.CompareAndSet cas = flying.remove(random.nextInt(flying.size()));
      boolean applied = store.version() == cas.expectedVersion();
      if (applied) {
        store = cas.next();
        if (cas.next() instanceof LeaseRecord.Held) {
          bound = Optional.of(Moment.ofMillis(sentAt.get(cas)).plus(Rig.LEASE.right()));
        }
      }
      return switch (random.nextInt(3)) {
        case 0 -> new Input.CasUnknown(cas.token());
        default -> new Input.CasAnswered(cas.token(), applied, store);
      };
    }

    private Input input() {
      return switch (random.nextInt(24)) {
        case 0, 1, 2, 3, 4 -> flying.isEmpty() ? new Input.Tick() : decide();
        case 5, 6 -> new Input.RecordSeen(store);
        case 7 -> byPeer();
        case 8, 9 -> new Input.CarrierSeen(random.nextInt(3) != 0);
        case 10, 11 -> application();
        case 12 -> new Input.MembershipSeen(Set.of(SIP1, Rig.SIP2), random.nextInt(4) != 0);
        case 13 -> new Input.StatusSeen(rig.peer(state()));
        case 14 -> new Input.MaintenanceSet(random.nextInt(4) == 0);
        case 15, 16 -> new Input.RoleTaken(Role.PRIMARY, store.epoch());
        case 17, 18 -> new Input.RoleTaken(Role.BACKUP, store.epoch());
        case 19 -> new Input.AddressUp(store.epoch());
        case 20 -> new Input.AddressDown();
        case 21 -> new Input.AddressFailed(random.nextBoolean(), "test");
        case 22 -> new Input.AddressLost("vip");
        default -> new Input.RoleRefused(Role.PRIMARY, store.epoch(), "test");
      };
    }

    private Input byPeer() {
      long next = store.version() + 1;
      boolean release = random.nextBoolean();
      boolean held = store instanceof LeaseRecord.Held h && h.holder().host().equals(Rig.SIP2);
      long epoch = held ? store.epoch() : store.epoch() + 1;
      store =
          release
              ? rig.releasedByPeer(next, epoch)
              : new LeaseRecord.Held(next, epoch, new Holder(Rig.SIP2, 8), false, "test");
      return random.nextBoolean() ? new Input.RecordSeen(store) : new Input.Tick();
    }

    private Input application() {
      return new Input.ApplicationSeen(state(), true, "");
    }

    private ApplicationState state() {
      return switch (random.nextInt(6)) {
        case 0 -> ApplicationState.STOPPED;
        case 1 -> ApplicationState.SERVICE_UNAVAILABLE;
        default -> ApplicationState.STARTED;
      };
    }
  }
}
