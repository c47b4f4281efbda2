package tandem.agent.node;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.takeover.Effect.Verdict;
import tandem.platform.time.Moment;

/**
 * Operators' requests that wait for an answer on this host, and how a request and its answer travel
 * in the journal, so that an operator may ask on any host.
 */
final class Requests {

  static final String SWITCHOVER = "request.switchover";
  static final String MAINTENANCE = "request.maintenance";
  static final String RESULT = "request.result";

  /** Longer than the primary's own patience, so that its answer comes first. */
  static final Duration PATIENCE = Duration.ofSeconds(12);

  private static final int MAX_WAITING = 64;

  private final Map<String, Moment> waiting = new LinkedHashMap<>();

  boolean full() {
    return waiting.size() >= MAX_WAITING;
  }

  void await(Moment now, String request) {
    waiting.put(request, now.plus(PATIENCE));
  }

  /** True if the request was asked on this host and is answered now. */
  boolean settle(String request) {
    return waiting.remove(request) != null;
  }

  Optional<String> overdue(Moment now) {
    return waiting.entrySet().stream()
        .filter(entry -> now.reached(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  Optional<Moment> deadline() {
    return waiting.values().stream().min(Moment::compareTo);
  }

  static Map<String, String> result(String request, Verdict verdict) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("request", request);
    switch (verdict) {
      case Verdict.Done done -> {
        details.put("outcome", "done");
        details.put("text", done.text());
      }
      case Verdict.Refused refused -> {
        details.put("outcome", "refused");
        details.put("text", refused.reason());
        details.put("mend", refused.mend());
      }
      case Verdict.Indeterminate open -> {
        details.put("outcome", "indeterminate");
        details.put("text", open.text());
        details.put("mend", open.advice());
      }
    }
    return details;
  }

  /** A number of an entry that another host wrote; 0 if it is none. */
  static long number(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  static Verdict verdict(JournalEntry entry) {
    Map<String, String> details = entry.details();
    String text = details.getOrDefault("text", "");
    String mend = details.getOrDefault("mend", "");
    return switch (details.getOrDefault("outcome", "")) {
      case "done" -> new Verdict.Done(text);
      case "refused" -> new Verdict.Refused(text, mend);
      default -> new Verdict.Indeterminate(text, mend);
    };
  }
}
