package tandem.agent.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.platform.time.Moment;

/** Three voters on the real engine, over the loopback. */
@Timeout(120)
class JGroupsQuorumTest {

  private static final int STEPS_EACH = 20;

  @TempDir Path directory;

  @Test
  void concurrentSubmittersSeeOneOrderOfVersions() throws Exception {
    try (var voters = new Voters(directory)) {
      voters.startAll();
      var unknown = new AtomicLong();
      List<Callable<Integer>> submitters = new ArrayList<>();
      for (String name : Voters.NAMES) {
        submitters.add(() -> advance(voters, name, unknown));
      }
      long won = 0;
      try (var threads = Executors.newFixedThreadPool(submitters.size())) {
        for (Future<Integer> each : threads.invokeAll(submitters)) {
          won += each.get();
        }
      }
      long version = settled(voters);
      assertThat(won).isGreaterThanOrEqualTo(STEPS_EACH);
      assertThat(version).isBetween(won, won + unknown.get());
      for (String name : Voters.NAMES) {
        Recorder recorder = voters.recorders.get(name);
        recorder.await("version " + version + " at " + name, r -> r.version() == version);
        assertThat(recorder.records().stream().map(LeaseRecord::version))
            .as("every version once, in order, at %s", name)
            .containsExactlyElementsOf(
                java.util.stream.LongStream.rangeClosed(1, version).boxed().toList());
      }
      assertThat(voters.recorders.get(Voters.NAMES.get(0)).records())
          .isEqualTo(voters.recorders.get(Voters.NAMES.get(2)).records());
    }
  }

  @Test
  void aMinorityAcknowledgesNothingAndARestartForgetsNothing() throws Exception {
    String first = Voters.NAMES.get(0);
    try (var voters = new Voters(directory)) {
      voters.startAll();
      set(voters, first, 0);
      var entry = new JournalEntry(new HostName(first), 5, "test", Map.of("a", "b"));
      voters.open.get(first).append(entry).get(5, TimeUnit.SECONDS);

      voters.stop(Voters.NAMES.get(1));
      voters.stop(Voters.NAMES.get(2));
      voters.recorders.get(first).await("alone", r -> !r.memberships.getLast().majority());

      assertThat(voters.recorders.get(first).leader()).isEmpty();
      assertThatThrownBy(
              () ->
                  voters
                      .open
                      .get(first)
                      .compareAndSet(1, Voters.held(2, first))
                      .get(5, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(QuorumException.UnknownOutcome.class);

      voters.stop(first);
      voters.startAll();
      for (String name : Voters.NAMES) {
        Recorder recorder = voters.recorders.get(name);
        recorder.await("version 1 at " + name, r -> r.version() >= 1 && !r.entries.isEmpty());
        assertThat(recorder.records().getFirst()).isEqualTo(Voters.held(1, first));
        assertThat(recorder.entries.getFirst()).isEqualTo(new Recorder.Entry(1, entry, true));
      }
      long version = voters.recorders.get(first).version();
      set(voters, first, version);
      voters.open.get(first).append(entry).get(5, TimeUnit.SECONDS);
      assertThat(voters.recorders.get(first).entries.getLast())
          .isEqualTo(new Recorder.Entry(2, entry, false));
    }
  }

  @Test
  void aVoterThatWasAwayGetsASnapshotOrTheRest() throws Exception {
    String first = Voters.NAMES.get(0);
    String away = Voters.NAMES.get(1);
    try (var voters = new Voters(directory)) {
      voters.startAll();
      voters.stop(away);
      voters
          .recorders
          .get(first)
          .await("leader", r -> r.memberships.getLast().connected().size() == 2);
      for (int version = 0; version < 20; version++) {
        set(voters, first, version);
      }
      deleteTree(directory.resolve(away)); // the mend that a damaged log's message names

      voters.start(away);

      voters.recorders.get(away).await("version 20", r -> r.version() == 20);
      voters.awaitAll(away);
    }
  }

  @Test
  void aLetterReachesTheHostItIsForAndSaysWhoSentIt(@TempDir Path directory) throws Exception {
    try (var voters = new Voters(directory)) {
      voters.startAll();
      var alpha = new HostName("host-alpha");
      var beta = new HostName("host-beta");
      var letter = new Letter.StandingBy(new Holder(alpha, 7), new Moment(12));

      voters.open.get("host-alpha").tell(beta, letter);

      voters.recorders.get("host-beta").await("the letter", r -> !r.letters.isEmpty());
      assertThat(voters.recorders.get("host-beta").letters)
          .containsExactly(new Recorder.Told(alpha, letter));
      assertThat(voters.recorders.get("host-witness").letters).isEmpty();
    }
  }

  /** A round of votes that came to nothing leaves a term that nobody else has heard of. */
  @Test
  void aVoterWithANewerTermThanTheLeaderIsHeardAndFollowsAgain(@TempDir Path directory)
      throws Exception {
    try (var voters = new Voters(directory)) {
      voters.startAll();
      set(voters, "host-alpha", 0);
      String name = neitherLeaderNorCoordinator(voters);
      voters.open.get(name).engine().createNewTerm();

      set(voters, "host-alpha", 1);
      voters.recorders.get(name).await("version 2", r -> r.version() == 2);
    }
  }

  /** The leader would step down by itself, the coordinator of the view begin another round. */
  private static String neitherLeaderNorCoordinator(Voters voters) {
    return Voters.NAMES.stream()
        .filter(
            name -> {
              StrictRaft engine = voters.open.get(name).engine();
              var coordinator = engine.getProtocolStack().getChannel().getView().getCoord();
              return !engine.isLeader() && !coordinator.equals(engine.getAddress());
            })
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aStrangerWithoutTheSecretIsNotLetIn() throws Exception {
    String stranger = Voters.NAMES.get(2);
    try (var voters = new Voters(directory)) {
      voters.start(Voters.NAMES.get(0));
      voters.start(Voters.NAMES.get(1));
      QuorumSettings right = voters.settings(stranger);
      var wrong =
          new QuorumSettings(
              right.group(),
              right.self(),
              right.voters(),
              right.directory(),
              "another secret of thirty-two bytes".getBytes(StandardCharsets.UTF_8),
              right.lease());
      var heard = new Recorder();
      voters.open.put(stranger, JGroupsQuorum.open(wrong, heard));
      Recorder first = voters.recorders.get(Voters.NAMES.get(0));
      first.await(
          "two voters", r -> r.memberships.stream().anyMatch(m -> m.connected().size() == 2));
      first.await("a leader", r -> !r.leader().isEmpty());
      set(voters, Voters.NAMES.get(0), 0);

      heard.await("alone", r -> !r.memberships.isEmpty());
      assertThat(heard.memberships).allSatisfy(m -> assertThat(m.connected()).hasSize(1));
      assertThat(heard.records()).isEmpty();
      assertThat(first.memberships).noneSatisfy(m -> assertThat(m.connected()).hasSize(3));
    }
  }

  @Test
  void namesAndRecordsDoNotAppearOnTheWire() throws Exception {
    try (var voters = new Voters(directory)) {
      var listening = voters.addresses.get(new HostName(Voters.NAMES.get(2)));
      try (var wire = new ServerSocket(listening.getPort(), 5, listening.getAddress())) {
        voters.start(Voters.NAMES.get(0));
        String heard = listen(wire);
        assertThat(heard).hasSizeGreaterThan(100);
        for (String name : Voters.NAMES) {
          assertThat(heard).doesNotContain(name);
        }
        assertThat(heard).doesNotContain("sip", "Held", "tandem");
      }
    }
  }

  @Test
  void aBusyPortAndADamagedLogAreSaidAtOnce() throws Exception {
    String first = Voters.NAMES.get(0);
    try (var voters = new Voters(directory)) {
      var address = voters.addresses.get(new HostName(first));
      try (var taken = new ServerSocket(address.getPort(), 1, address.getAddress())) {
        assertThat(taken.isBound()).isTrue();
        assertThatThrownBy(() -> voters.start(first))
            .isInstanceOf(QuorumException.CannotStart.class)
            .hasMessageContaining("quorum.port " + address.getPort());
      }
      Files.createDirectories(directory.resolve(first));
      Files.writeString(directory.resolve(first).resolve("quorum.log"), "garbage");
      assertThatThrownBy(() -> voters.start(first))
          .isInstanceOf(QuorumException.Damaged.class)
          .hasMessageContaining("quorum.log");
    }
  }

  @Test
  void settingsNameTheKeyAndTheMend() throws Exception {
    try (var voters = new Voters(directory)) {
      QuorumSettings right = voters.settings(Voters.NAMES.get(0));
      assertThat(right.toString()).doesNotContain("secret");
      assertThatThrownBy(() -> with(right, right.self(), new byte[31], right.lease()))
          .hasMessageContaining("quorum.secret-file")
          .hasMessageContaining("31");
      assertThatThrownBy(() -> with(right, new HostName("other"), right.secret(), right.lease()))
          .hasMessageContaining("host other");
      assertThatThrownBy(() -> with(right, right.self(), right.secret(), Duration.ofMillis(49)))
          .hasMessageContaining("lease.duration 49ms");
    }
  }

  private static QuorumSettings with(
      QuorumSettings base, HostName self, byte[] secret, Duration lease) {
    return new QuorumSettings(base.group(), self, base.voters(), base.directory(), secret, lease);
  }

  /** Wins as many compare-and-sets as it can; every try reads what its own replica knows. */
  private static int advance(Voters voters, String name, AtomicLong unknown) throws Exception {
    int won = 0;
    for (int tries = 0; tries < STEPS_EACH * 3 && won < STEPS_EACH; tries++) {
      long known = voters.recorders.get(name).version();
      try {
        var outcome =
            voters
                .open
                .get(name)
                .compareAndSet(known, Voters.held(known + 1, name))
                .get(10, TimeUnit.SECONDS);
        assertThat(voters.recorders.get(name).version())
            .as("the listener knows at least what the outcome says")
            .isGreaterThanOrEqualTo(outcome.record().version());
        won += outcome.applied() ? 1 : 0;
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(QuorumException.UnknownOutcome.class);
        unknown.incrementAndGet();
      }
    }
    return won;
  }

  /** The version after everything that was submitted: a command of the same host comes last. */
  private static long settled(Voters voters) throws Exception {
    String first = Voters.NAMES.get(0);
    var last = new JournalEntry(new HostName(first), 1, "last", Map.of());
    voters.open.get(first).append(last).get(5, TimeUnit.SECONDS);
    return voters.recorders.get(first).version();
  }

  /** Tries until it is done: a leader may be in the making. */
  private static void set(Voters voters, String name, long version) throws Exception {
    LeaseRecord next = Voters.held(version + 1, name);
    for (int tries = 0; tries < 20; tries++) {
      try {
        var outcome = voters.open.get(name).compareAndSet(version, next).get(5, TimeUnit.SECONDS);
        assertThat(outcome.record()).isEqualTo(next);
        return;
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(QuorumException.UnknownOutcome.class);
      }
    }
    throw new AssertionError("version " + next.version() + " was not set in 20 tries");
  }

  private static String listen(ServerSocket wire) throws IOException {
    var heard = new ByteArrayOutputStream();
    wire.setSoTimeout(10_000);
    try (Socket caller = wire.accept()) {
      caller.setSoTimeout(700);
      InputStream in = caller.getInputStream();
      byte[] buffer = new byte[4096];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        heard.write(buffer, 0, n);
      }
    } catch (SocketTimeoutException e) {
      assertThat(heard.size()).isPositive();
    }
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  private static void deleteTree(Path tree) throws IOException {
    try (var files = Files.list(tree)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(tree);
  }
}
