package tandem.agent.api;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import tandem.admin.wire.Wire;

/** The socket's place in the run directory: makes it, replaces a dead one, removes its own. */
final class SocketFile {

  /** The kernel's limit for a Unix socket's path, without its final zero. */
  private static final int MAX_PATH = 107;

  private static final int BACKLOG = 16;

  private final Path directory;
  private final Path path;
  private Object key = "";

  SocketFile(Path directory) {
    this.directory = directory;
    this.path = directory.resolve(Wire.SOCKET);
  }

  ServerSocketChannel listen() throws IOException {
    if (path.toString().length() + "/.api".length() + 20 > MAX_PATH) {
      throw new IOException(
          "the path " + path + " is too long for a Unix socket: choose a shorter --run-dir");
    }
    Files.createDirectories(directory);
    refuseLiveOwner();
    // Bound out of reach and renamed into place: at no moment can another user connect.
    Path cradle =
        Files.createTempDirectory(
            directory,
            ".api",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path born = cradle.resolve("s");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(born), BACKLOG);
      Files.setPosixFilePermissions(born, PosixFilePermissions.fromString("rw-------"));
      Files.move(born, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      key = keyOf(path);
      return server;
    } catch (IOException e) {
      server.close();
      throw new IOException("cannot listen on " + path + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(born);
      Files.deleteIfExists(cradle);
    }
  }

  private void refuseLiveOwner() throws IOException {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!found.isOther()) {
      throw new IOException(
          path + " exists and is no socket: remove it or choose another --run-dir");
    }
    boolean answered;
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      answered = probe.isConnected();
    } catch (IOException e) {
      answered = false; // Refused: its owner is dead and the file is only left over.
    }
    if (answered) {
      throw new IOException(
          "another agent answers on " + path + ": stop it or choose another --run-dir");
    }
  }

  /** Removes the file unless a later agent has put its own there. */
  void remove() {
    try {
      if (Objects.equals(key, keyOf(path))) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Already gone, or the directory is: nothing is left behind.
      return;
    }
  }

  private static Object keyOf(Path path) throws IOException {
    return Objects.requireNonNullElse(
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey(),
        "");
  }
}
