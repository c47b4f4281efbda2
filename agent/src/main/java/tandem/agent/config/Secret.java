package tandem.agent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** The key the agents of a group share. Never shown. */
public final class Secret {

  /** Fewer random bytes could be guessed. */
  public static final int LEAST_BYTES = 32;

  private static final int MAX_FILE = 4_096;
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final byte[] bytes;

  Secret(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** A copy of the bytes, at least {@link #LEAST_BYTES}. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && java.security.MessageDigest.isEqual(bytes, secret.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "secret of " + bytes.length + " bytes";
  }

  /** Reads hex or base64 text, for its owner only; reports what is wrong and is then empty. */
  static Optional<Secret> read(Value<Path> file) {
    Path path = file.get();
    try {
      if (!Files.isRegularFile(path)) {
        file.wrong("there is no such file (looked for " + path + ")", make(path));
        return Optional.empty();
      }
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
      if (!OWNER.containsAll(mode)) {
        file.wrong(
            "others may use it (mode " + PosixFilePermissions.toString(mode) + ")",
            "run: chmod 600 " + path);
      }
      if (Files.size(path) > MAX_FILE) {
        file.wrong("the file is larger than " + MAX_FILE + " bytes", make(path));
        return Optional.empty();
      }
      return decode(file, Files.readString(path, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      file.wrong("it cannot be read: " + e, "start as the file's owner, or as root");
      return Optional.empty();
    }
  }

  private static Optional<Secret> decode(Value<Path> file, String content) {
    String text = content.replaceAll("\\s", "");
    byte[] bytes;
    try {
      boolean hex = text.length() % 2 == 0 && text.matches("[0-9a-fA-F]*");
      bytes = hex ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      file.wrong("its text is neither hex nor base64", make(file.get()));
      return Optional.empty();
    }
    if (bytes.length < LEAST_BYTES) {
      file.wrong(
          "it holds " + bytes.length + " bytes: must be at least " + LEAST_BYTES, make(file.get()));
      return Optional.empty();
    }
    return Optional.of(new Secret(bytes));
  }

  private static String make(Path path) {
    return "make one and copy it to every host: (umask 077; head -c 32 /dev/urandom | base64 > "
        + path
        + ")";
  }
}
