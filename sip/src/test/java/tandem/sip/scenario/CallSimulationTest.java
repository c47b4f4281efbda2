package tandem.sip.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.sip.dialog.DialogId;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.session.Negotiation;
import tandem.sip.session.Sdp;
import tandem.sip.session.Session;
import tandem.sip.session.SessionInput;
import tandem.sip.session.SessionRules;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.Timers;

/**
 * Two and three user agents call each other at random over a network that loses, doubles and
 * reorders. Once it is quiet both ends of every call agree about it; once all have hung up nothing
 * is left. {@code -Dsimulation.seed=n} plays one seed and prints its transcript.
 */
class CallSimulationTest {

  private static final int SEEDS = Integer.getInteger("simulation.seeds", 1_000);

  /** Somebody who rings, answers, refuses, holds and hangs up as the dice fall. */
  private static final class Gambler implements Person {
    private final SplittableRandom dice;

    /** The last description each call of this phone agreed on, as the offer was written. */
    final Map<DialogId, String> agreed = new LinkedHashMap<>();

    private int offers;
    private boolean quiet;

    Gambler(long seed) {
      dice = new SplittableRandom(seed);
    }

    Sdp offer(UserAgent phone) {
      return Media.offer("offer " + phone.name() + offers++);
    }

    @Override
    public void invited(UserAgent phone, DialogId call, SipRequest invite) {
      phone.world.at(
          millis(phone) + dice.nextInt(400),
          () -> phone.act(call, new SessionInput.Progress(180, Sdp.NONE)));
      int fate = dice.nextInt(10);
      SessionInput answer =
          fate < 7
              ? new SessionInput.Accept(invite.hasBody() ? Media.answer(invite) : offer(phone))
              : new SessionInput.Refuse(486);
      if (fate < 7 && invite.hasBody()) {
        agreed.put(call, Media.text(invite));
      }
      phone.world.at(millis(phone) + 300 + dice.nextInt(4_000), () -> phone.act(call, answer));
    }

    private static long millis(UserAgent phone) {
      return phone.world.now().nanos() / 1_000_000;
    }

    @Override
    public void changed(UserAgent phone, DialogId call, SipRequest offer) {
      if (!offer.hasBody()) {
        phone.act(call, new SessionInput.Accept(offer(phone)));
      } else if (dice.nextInt(8) == 0) {
        phone.act(call, new SessionInput.Refuse(488));
      } else {
        agreed.put(call, Media.text(offer));
        phone.act(call, new SessionInput.Accept(Media.answer(offer)));
      }
    }

    @Override
    public void offered(UserAgent phone, DialogId call, SipResponse response) {
      agreed.put(call, Media.text(response));
      phone.act(call, new SessionInput.Acknowledge(Media.answer(response)));
    }

    @Override
    public void accepted(UserAgent phone, DialogId call, SipResponse response) {
      if (Media.text(response).startsWith("answer")) {
        agreed.put(call, Media.text(response).replace("answer", "offer"));
      }
    }

    @Override
    public void established(UserAgent phone, DialogId call, SipRequest ack) {
      if (ack.hasBody()) {
        agreed.put(call, Media.text(ack).replace("answer", "offer"));
      }
    }

    @Override
    public void tryAgain(UserAgent phone, DialogId call) {
      if (!quiet) {
        change(phone, call);
      }
    }

    void change(UserAgent phone, DialogId call) {
      String method = dice.nextInt(3) == 0 ? "UPDATE" : "INVITE";
      boolean late = method.equals("INVITE") && dice.nextInt(4) == 0;
      phone.act(call, new SessionInput.Change(method, late ? Sdp.NONE : offer(phone)));
    }
  }

  private record Run(World world, List<UserAgent> phones, Map<UserAgent, Gambler> gamblers) {}

  private static Run play(long seed, int agents, boolean moving) {
    SplittableRandom dice = new SplittableRandom(seed * 31 + agents);
    World.Weather weather =
        new World.Weather(dice.nextInt(11), dice.nextInt(11), 1 + dice.nextInt(400));
    World world = new World(seed, weather, moving);
    Map<UserAgent, Gambler> gamblers = new LinkedHashMap<>();
    List<UserAgent> phones = new ArrayList<>();
    for (int i = 1; i <= agents; i++) {
      SessionRules rules =
          new SessionRules(
              Timers.DEFAULT,
              dice.nextBoolean() ? 90 : 0,
              90,
              dice.nextBoolean(),
              List.of("INVITE", "ACK", "BYE", "CANCEL", "UPDATE", "PRACK"));
      Gambler gambler = new Gambler(seed + i);
      UserAgent phone = new UserAgent(world, "ua" + i, i, rules, gambler);
      gamblers.put(phone, gambler);
      phones.add(phone);
      world.add(phone);
    }
    for (int i = 0; i < 3 + dice.nextInt(6); i++) {
      UserAgent phone = phones.get(dice.nextInt(agents));
      UserAgent other = phones.get((phones.indexOf(phone) + 1 + dice.nextInt(agents - 1)) % agents);
      world.at(dice.nextInt(20_000), () -> act(dice, phone, other, gamblers.get(phone)));
    }
    world.run(Duration.ofSeconds(25));
    gamblers.values().forEach(gambler -> gambler.quiet = true);
    return new Run(world, phones, gamblers);
  }

  private static void act(
      SplittableRandom dice, UserAgent phone, UserAgent other, Gambler gambler) {
    List<DialogId> calls = List.copyOf(phone.sessions.keySet());
    int what = dice.nextInt(10);
    if (calls.isEmpty() || what < 3) {
      boolean late = dice.nextInt(4) == 0;
      ClientKey key =
          phone.invite(
              other.station.contact().uri(),
              List.of(),
              late ? Sdp.NONE : gambler.offer(phone),
              List.of());
      if (dice.nextInt(5) == 0) {
        long now = phone.world.now().nanos() / 1_000_000;
        phone.world.at(now + dice.nextInt(4_000), () -> phone.cancel(key));
      }
      return;
    }
    DialogId call = calls.get(dice.nextInt(calls.size()));
    if (what < 8) {
      gambler.change(phone, call);
      // The other end may have the same idea at the same time.
      DialogId mirrored = new DialogId(call.callId(), call.remoteTag(), call.localTag());
      if (other.sessions.containsKey(mirrored) && dice.nextBoolean()) {
        other.act(mirrored, new SessionInput.Change("INVITE", Media.offer("offer glare")));
      }
    } else {
      phone.act(call, new SessionInput.Bye());
    }
  }

  private static void judge(Run run) {
    run.world().run(Duration.ofSeconds(70));
    for (UserAgent phone : run.phones()) {
      for (Session session : phone.sessions.values()) {
        agree(run, phone, session);
      }
    }
    for (UserAgent phone : run.phones()) {
      for (DialogId call : List.copyOf(phone.sessions.keySet())) {
        phone.act(call, new SessionInput.Bye());
      }
    }
    run.world().run(Duration.ofSeconds(140));
    for (UserAgent phone : run.phones()) {
      assertThat(phone.open()).as(phone.openText()).isZero();
    }
  }

  private static void agree(Run run, UserAgent phone, Session session) {
    DialogId id = session.dialog().id();
    DialogId mirrored = new DialogId(id.callId(), id.remoteTag(), id.localTag());
    List<UserAgent> others =
        run.phones().stream().filter(p -> p.sessions.containsKey(mirrored)).toList();
    assertThat(others).as("the other end of " + session.record()).hasSize(1);
    Session other = others.getFirst().sessions.get(mirrored);
    assertThat(session.dialog().isConfirmed()).as("confirmed").isTrue();
    assertThat(session.negotiation().open()).isEqualTo(Negotiation.Open.NOTHING);
    assertThat(session.negotiation().agreed()).isTrue();
    assertThat(session.dialog().local().cseq())
        .isGreaterThanOrEqualTo(other.dialog().remote().cseq());
    assertThat(run.gamblers().get(phone).agreed.get(id))
        .as("what was agreed in " + id)
        .isEqualTo(run.gamblers().get(others.getFirst()).agreed.get(mirrored));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void bothEndsAgreeAndNothingIsLeft(int agents) {
    long only = Long.getLong("simulation.seed", -1);
    for (long seed = Math.max(0, only); seed < (only >= 0 ? only + 1 : SEEDS); seed++) {
      Run run = null;
      try {
        run = play(seed, agents, false);
        judge(run);
        if (only >= 0) {
          System.out.print(run.world().takeTranscript());
        }
      } catch (AssertionError | RuntimeException failure) {
        if (only >= 0 && run != null) {
          System.out.print(run.world().takeTranscript());
        }
        throw new AssertionError(
            "seed "
                + seed
                + ", "
                + agents
                + " agents: -Dsimulation.seed="
                + seed
                + "; "
                + failure.getMessage(),
            failure);
      }
    }
  }

  /** Design §5: a node rebuilt from its rows after every step behaves as the original. */
  @Test
  void encodedAndDecodedAfterEveryStepNothingChanges() {
    for (long seed = 0; seed < Math.min(SEEDS, 100); seed++) {
      String stayed = transcript(seed, false);
      assertThat(transcript(seed, true)).as("seed " + seed).isEqualTo(stayed);
    }
  }

  private static String transcript(long seed, boolean moving) {
    Run run = play(seed, 3, moving);
    judge(run);
    return run.world().takeTranscript();
  }
}
