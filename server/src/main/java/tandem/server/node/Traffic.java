package tandem.server.node;

import java.util.LinkedHashMap;
import java.util.Map;

/** What went through a node, counted. */
final class Traffic {

  long received;
  long silent;
  long keepAlives;
  long malformed;
  long responses;
  long answered;
  long unanswered;

  Map<String, String> show() {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("received", Long.toString(received));
    shown.put("answered", Long.toString(answered));
    shown.put("unanswered", Long.toString(unanswered));
    shown.put("silent", Long.toString(silent));
    shown.put("malformed", Long.toString(malformed));
    shown.put("keep_alives", Long.toString(keepAlives));
    shown.put("responses", Long.toString(responses));
    return shown;
  }
}
