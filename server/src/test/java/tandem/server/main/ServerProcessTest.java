package tandem.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.Role;
import tandem.cluster.role.RoleMessage;
import tandem.sip.build.Requests;
import tandem.sip.message.Host;
import tandem.sip.parse.Answers;
import tandem.sip.parse.Answers.Answer;

/** The real program on the loopback interface: SIPp, a fake agent, signals. */
@Timeout(60)
class ServerProcessTest {

  private static final int SILENT = 0;

  @TempDir private Path folder;
  private long cseq;

  @Test
  void sippRegistersAndSendsOptions() throws Exception {
    assumeTrue(onPath("sipp"), "Debian: apt install sip-tester");
    int port = Program.freePort();
    String listen = "udp:127.0.0.1:" + port;
    try (Program program =
        Program.start(
            folder, Map.of(), "--standalone", "--listen", listen, "--open-registration")) {
      program.awaitLog("service.rehearsed");
      sipp("register.xml", port);
      sipp("options.xml", port);
      program.signal("TERM");
      assertThat(program.awaitExit()).isZero();
      assertThat(program.log()).contains("event=server.stopping reason=SIGTERM");
    }
  }

  @Test
  void theAgentGivesTheRole() throws Exception {
    int port = Program.freePort();
    int probe = Program.freePort();
    Path socket = folder.resolve("role.sock");
    FakeAgent agent = new FakeAgent(socket);
    try (Program program =
        Program.start(
            folder,
            Map.of("TANDEM_ROLE_SOCKET", socket.toString()),
            "--listen",
            "udp:127.0.0.1:" + port,
            "--also",
            "udp:127.0.0.1:" + probe)) {
      agent.accept();
      assertThat(agent.receive()).isInstanceOf(RoleMessage.Hello.class);
      assertThat(agent.receive())
          .isEqualTo(new RoleMessage.Status(Role.BACKUP, ApplicationState.INITIALIZING, ""));
      assertThat(agent.receive(RoleMessage.Status.class).state())
          .isEqualTo(ApplicationState.STARTED);
      assertThat(options(port)).isEqualTo(SILENT);
      assertThat(options(probe)).isEqualTo(200);

      agent.send(new RoleMessage.ChangeRole(1, Role.PRIMARY, 7));
      assertThat(agent.receive()).isEqualTo(new RoleMessage.RoleChanged(1, Role.PRIMARY, 7));
      assertThat(options(port)).isEqualTo(200);
      agent.send(new RoleMessage.ChangeRole(2, Role.BACKUP, 6));
      assertThat(agent.receive()).isInstanceOf(RoleMessage.RoleRefused.class);
      assertThat(options(port)).isEqualTo(200);
      agent.send(new RoleMessage.Ping(99));
      assertThat(agent.receive()).isEqualTo(new RoleMessage.Pong(99));

      program.signal("USR2");
      assertThat(agent.receive())
          .isEqualTo(
              new RoleMessage.Status(
                  Role.PRIMARY, ApplicationState.SERVICE_UNAVAILABLE, "drill by SIGUSR2"));
      assertThat(options(probe)).isEqualTo(503);
      program.signal("USR2");
      assertThat(agent.receive(RoleMessage.Status.class).state())
          .isEqualTo(ApplicationState.STARTED);

      agent.hangUp();
      program.awaitLog("event=agent.lost role=backup epoch=7");
      assertThat(options(port)).isEqualTo(SILENT);
      agent.accept();
      assertThat(agent.receive()).isInstanceOf(RoleMessage.Hello.class);
      agent.close();
      assertThat(program.awaitExit()).isZero();
      assertThat(program.log()).contains("no agent at " + socket);
    } finally {
      agent.close();
    }
  }

  @Test
  void aBusyPortIsReportedAndTriedAgain() throws Exception {
    Path socket = folder.resolve("role.sock");
    DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    try (FakeAgent agent = new FakeAgent(socket);
        Program program =
            Program.start(
                folder,
                Map.of(),
                "--role-socket",
                socket.toString(),
                "--listen",
                "udp:127.0.0.1:" + other.getLocalPort())) {
      agent.accept();
      RoleMessage.Status status = awaitState(agent, ApplicationState.SERVICE_UNAVAILABLE);
      assertThat(status.reason()).contains("another process has the port");
      other.close();
      awaitState(agent, ApplicationState.STARTED);
      agent.send(new RoleMessage.Exit());
      assertThat(program.awaitExit()).isZero();
    }
  }

  @Test
  void wrongUsageIsExplained() throws Exception {
    try (Program program = Program.start(folder, Map.of(), "--listen", "udp:127.0.0.1:5060")) {
      assertThat(program.awaitExit()).isEqualTo(2);
      assertThat(program.log())
          .contains("who gives the role?")
          .contains("usage: tandem sip-server");
    }
  }

  @Test
  void theAdapterOfTheExamplesSpeaksTheProtocol() throws Exception {
    assumeTrue(onPath("python3"), "Debian: apt install python3");
    Path socket = folder.resolve("role.sock");
    Path told = folder.resolve("told");
    Path script = Path.of("..", "examples", "role-adapter", "adapter.py");
    ProcessBuilder builder =
        new ProcessBuilder("python3", script.toString(), "sh", "-c", "echo $0 $1 >> " + told);
    builder.environment().put("TANDEM_ROLE_SOCKET", socket.toString());
    try (FakeAgent agent = new FakeAgent(socket)) {
      Process adapter = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try {
        agent.accept();
        assertThat(agent.receive()).isInstanceOf(RoleMessage.Hello.class);
        assertThat(agent.receive())
            .isEqualTo(new RoleMessage.Status(Role.BACKUP, ApplicationState.STARTED, ""));
        agent.send(new RoleMessage.ChangeRole(1, Role.PRIMARY, 4));
        assertThat(agent.receive()).isEqualTo(new RoleMessage.RoleChanged(1, Role.PRIMARY, 4));
        agent.send(new RoleMessage.Ping(5));
        assertThat(agent.receive()).isEqualTo(new RoleMessage.Pong(5));
        agent.send(new RoleMessage.ChangeRole(2, Role.BACKUP, 3));
        assertThat(agent.receive()).isInstanceOf(RoleMessage.RoleRefused.class);
        agent.hangUp();
        assertThat(adapter.waitFor()).isZero();
        assertThat(Files.readAllLines(told)).containsExactly("primary 4", "backup 4");
      } finally {
        adapter.destroyForcibly();
      }
    }
  }

  private static RoleMessage.Status awaitState(FakeAgent agent, ApplicationState state)
      throws IOException {
    while (true) {
      RoleMessage.Status status = agent.receive(RoleMessage.Status.class);
      if (status.state() == state) {
        return status;
      }
    }
  }

  private void sipp(String scenario, int port) throws Exception {
    Path output = folder.resolve(scenario + ".out");
    Process sipp =
        new ProcessBuilder(
                "sipp",
                "127.0.0.1:" + port,
                "-sf",
                Path.of("src/test/resources/sipp", scenario).toAbsolutePath().toString(),
                "-i",
                "127.0.0.1",
                "-p",
                Integer.toString(Program.freePort()),
                "-m",
                "100",
                "-r",
                "100",
                "-nostdin",
                "-timeout",
                "30")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(sipp.waitFor()).as(() -> read(output)).isZero();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The status of the answer, or {@link #SILENT}. */
  private int options(int port) throws IOException {
    InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Requests.Caller caller =
          new Requests.Caller("test", new Host("127.0.0.1", socket.getLocalPort()), "t@t", "t");
      byte[] request = Requests.options("sip:127.0.0.1:" + port, caller, ++cseq);
      socket.send(new DatagramPacket(request, request.length, target));
      socket.setSoTimeout(400);
      DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
      socket.receive(packet);
      byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
      return ((Answer.Answered) Answers.classify(bytes, caller)).status();
    } catch (SocketTimeoutException e) {
      return SILENT;
    }
  }

  private static boolean onPath(String program) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }
}
