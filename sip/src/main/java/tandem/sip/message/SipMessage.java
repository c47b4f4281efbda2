package tandem.sip.message;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A well-formed SIP message, immutable over the bytes it came in.
 *
 * <p>Whoever made it (parser, builder, edit) has found sound: the start line, the fields of {@link
 * Envelope}, every Contact, Route, Record-Route and Path, Max-Forwards and Content-Length. Other
 * header fields are read when asked for and may be malformed.
 */
public sealed interface SipMessage permits SipRequest, SipResponse {

  /** RFC 3261 §20.19: the longest interval there is, in seconds. */
  long MAX_SECONDS = 0xffff_ffffL;

  /** The header fields without which no message can be answered or matched (RFC 3261 §8.1.1). */
  record Envelope(Via topVia, NameAddr from, NameAddr to, String callId, CSeq cseq) {}

  MessageText text();

  Envelope envelope();

  default Via topVia() {
    return envelope().topVia();
  }

  default NameAddr from() {
    return envelope().from();
  }

  default NameAddr to() {
    return envelope().to();
  }

  default String callId() {
    return envelope().callId();
  }

  default CSeq cseq() {
    return envelope().cseq();
  }

  /** All Via values; empty if one below the first is malformed. */
  default Optional<List<Via>> vias() {
    List<Optional<Via>> read = values(HeaderName.VIA).stream().map(Via::parse).toList();
    return read.stream().allMatch(Optional::isPresent)
        ? Optional.of(read.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  /** In the order of the message; none if there is no Contact or it is {@code *}. */
  default List<NameAddr> contacts() {
    return isWildcardContact() ? List.of() : text().nameAddrs(HeaderName.CONTACT);
  }

  /** RFC 3261 §10.2.2: {@code Contact: *}. */
  default boolean isWildcardContact() {
    int i = text().find(HeaderName.CONTACT, 0);
    return i >= 0 && text().fieldValue(i).equals("*");
  }

  default List<NameAddr> routes() {
    return text().nameAddrs(HeaderName.ROUTE);
  }

  default Optional<NameAddr> topRoute() {
    int i = text().find(HeaderName.ROUTE, 0);
    return i < 0 ? Optional.empty() : Optional.ofNullable(text().first(i, NameAddr::read));
  }

  default List<NameAddr> recordRoutes() {
    return text().nameAddrs(HeaderName.RECORD_ROUTE);
  }

  /** RFC 3327 §4. */
  default List<NameAddr> paths() {
    return text().nameAddrs(HeaderName.PATH);
  }

  /** 0 to 255 (RFC 3261 §20.22); empty if absent. */
  default OptionalInt maxForwards() {
    int i = text().find(HeaderName.MAX_FORWARDS, 0);
    return i < 0 ? OptionalInt.empty() : OptionalInt.of((int) text().number(i, 255));
  }

  /**
   * Seconds (RFC 3261 §20.19); what exceeds {@link #MAX_SECONDS} counts as that. Empty if absent or
   * malformed: {@code has(EXPIRES)} tells which.
   */
  default OptionalLong expires() {
    Optional<String> value = first(HeaderName.EXPIRES);
    long seconds = value.isEmpty() ? -1 : Ascii.clamped(value.get(), MAX_SECONDS);
    return seconds < 0 ? OptionalLong.empty() : OptionalLong.of(seconds);
  }

  default boolean has(HeaderName name) {
    return text().has(name);
  }

  /** The whole value of the first field of that name, unfolded. */
  default Optional<String> first(HeaderName name) {
    return text().first(name);
  }

  /** As {@link #first(HeaderName)}, for a header this stack does not name. */
  default Optional<String> first(String name) {
    return text().first(name);
  }

  /** All values of a header field that is a comma-separated list, over all its occurrences. */
  default List<String> values(HeaderName name) {
    return text().values(name);
  }

  /** Whether a list of tokens, such as Supported, holds one; tokens compare without case. */
  default boolean lists(HeaderName name, String token) {
    return has(name) && values(name).stream().anyMatch(token::equalsIgnoreCase);
  }

  /** A copy of the body; empty if there is none. */
  default byte[] body() {
    return text().body();
  }

  default boolean hasBody() {
    return text().bodyLength() > 0;
  }

  /**
   * The message as it goes to the wire. The array may be the message's own: it must not be changed.
   */
  default byte[] bytes() {
    return text().toBytes();
  }
}
