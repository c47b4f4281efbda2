package tandem.lab.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was seen from outside in one stretch of time. All times are nanoseconds of the machine's
 * monotonic clock; hosts are a bit set, bit 0 the first host of the pair, bit 1 the second.
 *
 * @param requests the client's SIP requests in the order of sending
 * @param questions the observer's broadcasts "who has the VIP?" in the order of sending
 * @param announcements gratuitous ARP or unsolicited advertisements in the order of arrival
 */
public record Trace(
    List<Request> requests, List<Question> questions, List<Announcement> announcements) {

  /**
   * One SIP request to the VIP.
   *
   * @param received when its final answer reached the client; 0 if none has
   * @param status the answer's status code; 0 if none has come
   * @param hosts the hosts seen to answer it
   */
  public record Request(long sent, long received, int status, int hosts) {

    public boolean served() {
      return received != 0 && status == 200;
    }
  }

  /** One broadcast question and the hosts that answered it. */
  public record Question(long sent, int hosts) {}

  /** One announcement by the host with that index. */
  public record Announcement(long seen, int host) {}

  public Trace {
    requests = List.copyOf(requests);
    questions = List.copyOf(questions);
    announcements = List.copyOf(announcements);
  }

  /** The text form: one line per record, readable by {@link #parse}. */
  public String text() {
    StringBuilder text = new StringBuilder(64 * (requests.size() + questions.size()));
    for (Request it : requests) {
      line(text, 'r', it.sent(), it.received(), it.status(), it.hosts());
    }
    for (Question it : questions) {
      line(text, 'q', it.sent(), it.hosts());
    }
    for (Announcement it : announcements) {
      line(text, 'a', it.seen(), it.host());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, char kind, long... fields) {
    text.append(kind);
    for (long field : fields) {
      text.append(' ').append(field);
    }
    text.append('\n');
  }

  /** Reads the text form; throws {@link IllegalArgumentException} naming a line it cannot read. */
  public static Trace parse(Iterable<String> lines) {
    List<Request> requests = new ArrayList<>();
    List<Question> questions = new ArrayList<>();
    List<Announcement> announcements = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split(" ");
      String shape = words[0].toLowerCase(Locale.ROOT) + words.length;
      switch (shape) {
        case "r5" ->
            requests.add(
                new Request(number(words, 1), number(words, 2), digit(words, 3), digit(words, 4)));
        case "q3" -> questions.add(new Question(number(words, 1), digit(words, 2)));
        case "a3" -> announcements.add(new Announcement(number(words, 1), digit(words, 2)));
        default -> throw new IllegalArgumentException("not a line of a trace: " + line);
      }
    }
    return new Trace(requests, questions, announcements);
  }

  private static long number(String[] words, int at) {
    return Long.parseLong(words[at]);
  }

  private static int digit(String[] words, int at) {
    return Integer.parseInt(words[at]);
  }
}
