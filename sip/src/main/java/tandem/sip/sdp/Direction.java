package tandem.sip.sdp;

import java.util.Locale;
import java.util.Optional;

/** RFC 8866 §6.7: which way media flows, seen from who wrote the description. */
public enum Direction {
  SENDRECV,
  SENDONLY,
  RECVONLY,
  INACTIVE;

  /** The attribute as it stands behind {@code a=}. */
  public String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Direction> of(String attribute) {
    for (Direction direction : values()) {
      if (direction.attribute().equals(attribute)) {
        return Optional.of(direction);
      }
    }
    return Optional.empty();
  }

  public boolean sends() {
    return this == SENDRECV || this == SENDONLY;
  }

  public boolean receives() {
    return this == SENDRECV || this == RECVONLY;
  }

  public static Direction of(boolean sends, boolean receives) {
    if (sends) {
      return receives ? SENDRECV : SENDONLY;
    }
    return receives ? RECVONLY : INACTIVE;
  }

  /** RFC 3264 §6.1: the most an answer may say to this offer. */
  public Direction reversed() {
    return of(receives(), sends());
  }

  /** RFC 3264 §8.4: what whoever puts the call on hold offers in place of this. */
  public Direction held() {
    return of(sends(), false);
  }
}
