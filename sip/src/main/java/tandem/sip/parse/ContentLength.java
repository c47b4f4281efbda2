package tandem.sip.parse;

import tandem.sip.message.HeaderName;
import tandem.sip.message.MessageText.Index;

/** RFC 3261 §18.3 and §20.14: how much of a datagram is the body. */
final class ContentLength {

  interface Fault {
    void found(int status, String reason, int offset);
  }

  private ContentLength() {}

  /** The length of the body; all that is left if the header is absent or wrong. */
  static int of(byte[] bytes, Index index, int rest, Fault fault) {
    int field = index.find(HeaderName.CONTENT_LENGTH, 0);
    if (field < 0) {
      return rest;
    }
    long length = index.number(bytes, field, Integer.MAX_VALUE);
    if (length < 0) {
      fault.found(400, "Bad Content-Length", index.nameFrom(field));
      return rest;
    }
    if (length > rest) {
      // RFC 3261 §18.3: a body cut short by its datagram is an error; surplus bytes are dropped.
      fault.found(400, "Body shorter than Content-Length", index.nameFrom(field));
      return rest;
    }
    return (int) length;
  }
}
