package tandem.sip.auth;

import java.util.ArrayList;
import java.util.List;
import tandem.sip.message.HeaderName;
import tandem.sip.message.SipMessage;

/** RFC 3261 §7.3.1: fields of authentication may stand several times, and commas belong to them. */
public final class HeaderValues {

  private HeaderValues() {}

  /** The value of each field of that name. */
  public static List<String> of(SipMessage message, HeaderName name) {
    List<String> values = new ArrayList<>(2);
    for (int i = message.text().find(name, 0); i >= 0; i = message.text().find(name, i + 1)) {
      values.add(message.text().fieldValue(i));
    }
    return values;
  }
}
