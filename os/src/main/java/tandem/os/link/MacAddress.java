package tandem.os.link;

import java.util.Arrays;
import java.util.HexFormat;

/** A link-layer address of six octets; {@code octets} holds them in its low 48 bits. */
public record MacAddress(long octets) {
  public static final int BYTES = 6;
  public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  public MacAddress {
    if (octets >>> 48 != 0) {
      throw new IllegalArgumentException("a MAC address has 48 bits");
    }
  }

  public static MacAddress of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "a MAC address has 6 octets, not " + Arrays.toString(bytes));
    }
    long octets = 0;
    for (byte octet : bytes) {
      octets = octets << 8 | Byte.toUnsignedLong(octet);
    }
    return new MacAddress(octets);
  }

  /** Parses {@code 02:00:5e:10:00:01}. */
  public static MacAddress parse(String text) {
    return of(COLONS.parseHex(text));
  }

  public byte[] bytes() {
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bytes[i] = (byte) (octets >>> 8 * (BYTES - 1 - i));
    }
    return bytes;
  }

  @Override
  public String toString() {
    return COLONS.formatHex(bytes());
  }
}
