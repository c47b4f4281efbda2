package tandem.sip.parse;

/** The bounds of one message, each with the answer given beyond it. */
public final class ParseLimits {

  /** Bytes of a datagram that are looked at; beyond: 513. */
  public static final int MAX_MESSAGE = 65_535;

  /** Header fields; beyond: 400. */
  public static final int MAX_FIELDS = 256;

  /** Bytes of one header field with its folds; beyond: 400. */
  public static final int MAX_FIELD = 8_192;

  /** Bytes of the name of a header field; beyond: 400. */
  public static final int MAX_NAME = 255;

  /** Characters of a method; beyond: 400. */
  public static final int MAX_METHOD = 64;

  private ParseLimits() {}
}
