package tandem.cluster.lease;

import java.util.regex.Pattern;

/**
 * The configured name of a host of the group, for example {@code sip-1}: 1 to 63 letters, digits,
 * dots and hyphens.
 */
public record HostName(String value) implements Comparable<HostName> {

  private static final Pattern SHAPE =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");

  public HostName {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "host name '" + value + "' must be 1 to 63 letters, digits, dots or hyphens");
    }
  }

  @Override
  public int compareTo(HostName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
