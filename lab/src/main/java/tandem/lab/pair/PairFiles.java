package tandem.lab.pair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import tandem.lab.network.LabException;
import tandem.lab.network.Network;
import tandem.lab.network.Node;

/** The files of the lab's pair: one configuration, one secret, a folder for each agent. */
final class PairFiles {

  private static final int SECRET_BYTES = 32;

  private final Path root;

  private PairFiles(Path root) {
    this.root = root;
  }

  static PairFiles write(Path root, String profile, int heartbeatMillis) {
    PairFiles files = new PairFiles(root);
    try {
      for (Node node : new Node[] {Node.SIP_1, Node.SIP_2, Node.WITNESS}) {
        Files.createDirectories(files.stateDirectory(node));
        Files.createDirectories(files.runDirectory(node));
      }
      byte[] secret = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      Path key = root.resolve("quorum.key");
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(key, HexFormat.of().formatHex(secret) + "\n");
      Files.writeString(files.configuration(), configuration(profile, heartbeatMillis));
      return files;
    } catch (IOException e) {
      throw new LabException("the pair's files: " + e.getMessage(), e);
    }
  }

  Path configuration() {
    return root.resolve("pair.yaml");
  }

  Path stateDirectory(Node node) {
    return root.resolve(node.host()).resolve("state");
  }

  Path runDirectory(Node node) {
    return root.resolve(node.host()).resolve("run");
  }

  Path log(Node node) {
    return root.resolve(node.host()).resolve("agent.log");
  }

  static String configuration(String profile, int heartbeatMillis) {
    return """
    group: sip
    hosts:
      sip-1: { management: %1$s, interface: eth1 }
      sip-2: { management: %2$s, interface: eth1 }
    witness:
      witness: { management: %3$s }
    vips:
      - %4$s/24
      - %5$s/64
    lease:
      profile: %6$s
    quorum:
      port: 7800
      secret-file: quorum.key
    application:
      command: [ env, "TANDEM_JAVA_OPTIONS=-XX:TieredStopAtLevel=1", "%8$s", sip-server, --listen, "udp:%4$s:5060", --listen, "udp:[%5$s]:5060", --also, "udp:127.0.0.1:5060", --open-registration ]
      user: root
      protocol: role
      heartbeat: { interval: 50ms, timeout: %7$dms }
    takeover:
      failback: manual
      flap-limit: 1000
    """
        .formatted(
            Node.SIP_1.managementAddress(),
            Node.SIP_2.managementAddress(),
            Node.WITNESS.managementAddress(),
            Network.VIP,
            Network.VIP6,
            profile,
            heartbeatMillis,
            launcher());
  }

  /**
   * The launcher itself: two hosts share this machine's cores, so their services start with the
   * first compiler only, or one host's start would look like a hang of the other's service.
   */
  private static String launcher() {
    String launcher = System.getenv("TANDEM_LAUNCHER");
    return launcher == null ? "tandem" : launcher;
  }
}
