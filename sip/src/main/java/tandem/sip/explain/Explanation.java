package tandem.sip.explain;

import java.util.List;
import java.util.Optional;

/**
 * What one datagram is, for people.
 *
 * @param startLine as it came; empty if there is none
 * @param kind for example {@code request INVITE to sip:bob@example.com}
 * @param fields in the order of the message
 * @param findings what is wrong or odd, in the order of the message
 */
public record Explanation(
    Verdict verdict,
    String startLine,
    String kind,
    List<Field> fields,
    Body body,
    List<Finding> findings,
    Answer answer) {

  public enum Verdict {
    WELL_FORMED,
    MALFORMED,
    KEEP_ALIVE
  }

  /**
   * @param offset bytes from the beginning of the datagram
   * @param line counted from 1
   */
  public record Place(int offset, int line) {}

  /**
   * A header field.
   *
   * @param name as it came
   * @param header the long form of its name; empty if this stack does not name it
   * @param value unfolded
   * @param meanings what each of its values says; empty if it could not be understood
   * @param understood false if a value is malformed
   */
  public record Field(
      Place place,
      String name,
      Optional<String> header,
      String value,
      List<String> meanings,
      boolean understood) {}

  /**
   * @param surplus bytes after the body that do not belong to the message
   */
  public record Body(Place place, int length, int surplus, String type) {}

  /**
   * @param fatal true if the message is refused for it
   */
  public record Finding(boolean fatal, Place place, String what) {}

  /** What a server would do. */
  public sealed interface Answer {

    /**
     * @param rule why, with the section that asks for it
     * @param text the whole response
     */
    record Response(int status, String reason, String rule, byte[] text) implements Answer {}

    /** Nothing is sent. */
    record Silence(String why) implements Answer {}

    /** No rule of the message layer refuses it: what follows is the application's. */
    record GoesOn(String to) implements Answer {}
  }
}
