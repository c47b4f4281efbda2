package tandem.sip.sdp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A session description (RFC 8866) read as far as offers and answers need it (RFC 3264): origin,
 * connection data, streams, directions. Lines that are not changed stay as they came, byte by byte,
 * their line ends included. Immutable.
 */
public final class SessionDescription {

  /** Bytes; beyond: malformed. */
  public static final int MAX_BYTES = 65_535;

  /** Lines; beyond: malformed. */
  public static final int MAX_LINES = 2_048;

  /** Streams; beyond: malformed. */
  public static final int MAX_MEDIA = 64;

  /** What a body turned out to be. */
  public sealed interface Result {
    record Parsed(SessionDescription description) implements Result {}

    /**
     * @param line counted from 1
     */
    record Malformed(String reason, int line) implements Result {}
  }

  /**
   * One line as it came.
   *
   * @param end its line break: {@code \r\n}, {@code \n}, or nothing at the end of the text
   */
  private record Line(char type, String value, String end) {
    Line with(String other) {
      return new Line(type, other, end);
    }
  }

  private final List<Line> lines;
  private final Origin origin;
  private final List<Media> media;

  private SessionDescription(List<Line> lines, Origin origin, List<Media> media) {
    this.lines = List.copyOf(lines);
    this.origin = origin;
    this.media = List.copyOf(media);
  }

  /** Never throws; work is linear. */
  public static Result parse(byte[] body) {
    if (body.length > MAX_BYTES) {
      return new Result.Malformed("too large", 1);
    }
    // One character an octet, so that what is no UTF-8 is kept as it came.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    List<Line> lines = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int feed = text.indexOf('\n', at);
      int to = feed < 0 ? text.length() : feed;
      int end = to > at && text.charAt(to - 1) == '\r' ? to - 1 : to;
      int next = feed < 0 ? to : feed + 1;
      if (lines.size() >= MAX_LINES) {
        return new Result.Malformed("too many lines", lines.size());
      }
      if (end - at < 2 || text.charAt(at + 1) != '=') {
        return new Result.Malformed("not a line of the form type=value", lines.size() + 1);
      }
      lines.add(new Line(text.charAt(at), text.substring(at + 2, end), text.substring(end, next)));
      at = next;
    }
    return read(lines);
  }

  private static Result read(List<Line> lines) {
    if (lines.size() < 2 || lines.get(0).type != 'v' || !lines.get(0).value.equals("0")) {
      return new Result.Malformed("does not begin with v=0", 1);
    }
    Optional<Origin> origin =
        lines.get(1).type == 'o' ? Origin.parse(lines.get(1).value) : Optional.empty();
    if (origin.isEmpty()) {
      return new Result.Malformed("no origin line behind v=0", 2);
    }
    List<Media> media = new ArrayList<>();
    Optional<Connection> session = Optional.empty();
    Direction flow = Direction.SENDRECV;
    for (int i = 2; i < lines.size(); i++) {
      Line line = lines.get(i);
      Optional<Media> last = media.isEmpty() ? Optional.empty() : Optional.of(media.getLast());
      if (line.type == 'm') {
        Optional<Media> next = Media.parse(line.value);
        if (next.isEmpty() || media.size() >= MAX_MEDIA) {
          return new Result.Malformed(next.isEmpty() ? "bad m=" : "too many streams", i + 1);
        }
        media.add(next.get().with(session, flow));
      } else if (line.type == 'c') {
        Optional<Connection> connection = Connection.parse(line.value);
        if (connection.isEmpty()) {
          return new Result.Malformed("bad c=", i + 1);
        }
        session = last.isEmpty() ? connection : session;
        last.ifPresent(m -> media.set(media.size() - 1, m.with(connection, m.direction())));
      } else if (line.type == 'a') {
        Optional<Direction> direction = Direction.of(line.value);
        flow = last.isEmpty() ? direction.orElse(flow) : flow;
        last.ifPresent(
            m -> direction.ifPresent(d -> media.set(media.size() - 1, m.with(m.connection(), d))));
      }
    }
    return new Result.Parsed(new SessionDescription(lines, origin.get(), media));
  }

  public Origin origin() {
    return origin;
  }

  /** In the order of the description, which offers and answers share (RFC 3264 §6). */
  public List<Media> media() {
    return media;
  }

  /** Whether every stream that is on is held: see {@link Media#isHeld}. */
  public boolean isHeld() {
    List<Media> on = media.stream().filter(m -> !m.isOff()).toList();
    return !on.isEmpty() && on.stream().allMatch(Media::isHeld);
  }

  /** With another origin, for example with the next version. */
  public SessionDescription with(Origin other) {
    return changed(line -> line.type == 'o' ? line.with(other.toString()) : line);
  }

  /** RFC 3264 §8: what a changed description needs. */
  public SessionDescription withNextVersion() {
    return with(origin.withVersion(origin.version() + 1));
  }

  /** With the address in the place of every other, that of the origin left alone. */
  public SessionDescription with(Connection connection) {
    return changed(line -> line.type == 'c' ? line.with(connection.toString()) : line);
  }

  /** With another port of one stream; 0 turns it off (RFC 3264 §8.2). */
  public SessionDescription withPort(int stream, int port) {
    int[] seen = {-1};
    return changed(
        line -> {
          if (line.type != 'm' || ++seen[0] != stream) {
            return line;
          }
          String[] words = line.value.split(" ", 3);
          return line.with(words[0] + " " + port + " " + words[2]);
        });
  }

  /** With one direction for every stream, said in each of them. */
  public SessionDescription with(Direction direction) {
    List<Line> next = new ArrayList<>(lines.size() + media.size());
    int streams = 0;
    boolean said = true;
    for (Line line : lines) {
      if (line.type == 'm') {
        say(next, said, direction);
        said = false;
        streams++;
        next.add(line);
      } else if (line.type == 'a' && Direction.of(line.value).isPresent()) {
        // In the place of the first of a stream; one of the session would be overruled anyway.
        if (streams > 0 && !said) {
          next.add(line.with(direction.attribute()));
          said = true;
        }
      } else {
        next.add(line);
      }
    }
    say(next, said, direction);
    return of(next);
  }

  private static void say(List<Line> next, boolean said, Direction direction) {
    if (said) {
      return;
    }
    Line last = next.getLast();
    if (last.end.isEmpty()) {
      next.set(next.size() - 1, new Line(last.type, last.value, "\r\n"));
    }
    next.add(new Line('a', direction.attribute(), last.end.isEmpty() ? "\r\n" : last.end));
  }

  private SessionDescription changed(UnaryOperator<Line> change) {
    return of(lines.stream().map(change).toList());
  }

  private static SessionDescription of(List<Line> lines) {
    return switch (read(lines)) {
      case Result.Parsed(SessionDescription description) -> description;
      case Result.Malformed malformed ->
          throw new IllegalArgumentException("the change makes no description: " + malformed);
    };
  }

  /**
   * The text from its streams on and the lines before but the origin: what a version stands for.
   */
  String withoutOrigin() {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      if (line.type != 'o') {
        text.append(line.type).append('=').append(line.value).append('\n');
      }
    }
    return text.toString();
  }

  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    for (Line line : lines) {
      String text = line.type + "=" + line.value + line.end;
      out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toByteArray();
  }

  @Override
  public String toString() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }
}
