package tandem.sip.explain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tandem.sip.explain.Explanation.Answer;
import tandem.sip.explain.Explanation.Body;
import tandem.sip.explain.Explanation.Field;
import tandem.sip.explain.Explanation.Finding;
import tandem.sip.explain.Explanation.Place;
import tandem.sip.explain.Explanation.Verdict;
import tandem.sip.message.HeaderName;
import tandem.sip.message.MessageText;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult.KeepAlive;
import tandem.sip.parse.ParseResult.Malformed;
import tandem.sip.parse.ParseResult.Parsed;

/** Explains one datagram: what it says, what is wrong and where, what a server would answer. */
public final class Explainer {

  /** Bytes of a start line that are shown if nothing else could be read. */
  private static final int MAX_SHOWN = 200;

  private final byte[] bytes;
  private final int[] lineStarts;
  private final List<Field> fields = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private Explainer(byte[] bytes) {
    this.bytes = bytes;
    this.lineStarts = lineStarts(bytes);
  }

  /** Never throws. */
  public static Explanation explain(byte[] datagram) {
    Explainer explainer = new Explainer(datagram);
    return switch (MessageParser.parse(datagram)) {
      case KeepAlive _ -> explainer.keepAlive();
      case Parsed(SipMessage message) -> explainer.sound(message);
      case Malformed malformed -> explainer.malformed(malformed);
    };
  }

  private Explanation keepAlive() {
    return explanation(
        Verdict.KEEP_ALIVE,
        "nothing but line breaks",
        Optional.empty(),
        new Answer.Silence("a keep-alive over UDP is ignored (RFC 5626 §3.5.1)"));
  }

  private Explanation sound(SipMessage message) {
    fields(message.text());
    return explanation(
        Verdict.WELL_FORMED, kind(message), Optional.of(message.text()), Judge.sound(message));
  }

  private Explanation malformed(Malformed malformed) {
    findings.add(
        new Finding(
            true, place(malformed.offset()), malformed.status() + " " + malformed.reason()));
    malformed.text().ifPresent(this::fields);
    return explanation(
        Verdict.MALFORMED,
        malformed.answerable().map(Explainer::kind).orElse("not to be answered"),
        malformed.text(),
        Judge.malformed(malformed));
  }

  private Explanation explanation(
      Verdict verdict, String kind, Optional<MessageText> text, Answer answer) {
    Body body = text.map(this::body).orElseGet(() -> new Body(place(bytes.length), 0, 0, ""));
    findings.sort(Comparator.comparingInt(f -> f.place().offset()));
    return new Explanation(
        verdict,
        text.map(MessageText::startLine).orElseGet(this::firstLine),
        kind,
        List.copyOf(fields),
        body,
        List.copyOf(findings),
        answer);
  }

  private static String kind(SipMessage message) {
    return switch (message) {
      case SipRequest request ->
          "request " + request.method() + " to " + FieldMeaning.uri(request.requestUri());
      case SipResponse response ->
          "response " + response.status() + " to " + response.cseq().method();
    };
  }

  private Body body(MessageText text) {
    int end = text.bodyOffset() + text.bodyLength();
    if (end < bytes.length) {
      findings.add(
          new Finding(
              false,
              place(end),
              (bytes.length - end) + " bytes after the body are dropped (RFC 3261 §18.3)"));
    }
    return new Body(
        place(text.bodyOffset()),
        text.bodyLength(),
        bytes.length - end,
        text.first(HeaderName.CONTENT_TYPE).orElse(""));
  }

  private void fields(MessageText text) {
    for (int i = 0; i < text.fieldCount(); i++) {
      Place place = place(text.fieldOffset(i));
      Optional<HeaderName> header = text.header(i);
      int field = i;
      Optional<List<String>> meanings =
          header.isEmpty()
              ? Optional.of(List.of())
              : header.flatMap(name -> FieldMeaning.of(name, text, field));
      Optional<String> longName = header.map(HeaderName::text);
      if (meanings.isEmpty() && findings.stream().noneMatch(f -> f.place().equals(place))) {
        findings.add(new Finding(false, place, "malformed " + longName.orElseThrow()));
      }
      fields.add(
          new Field(
              place,
              text.fieldName(i),
              longName,
              text.fieldValue(i),
              meanings.orElse(List.of()),
              meanings.isPresent()));
    }
  }

  private Place place(int offset) {
    int at = Math.min(offset, bytes.length);
    int found = Arrays.binarySearch(lineStarts, at);
    return new Place(at, found >= 0 ? found + 1 : -found - 1);
  }

  private static int[] lineStarts(byte[] bytes) {
    int[] starts = new int[16];
    int count = 1;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        starts = count == starts.length ? Arrays.copyOf(starts, count * 2) : starts;
        starts[count++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, count);
  }

  private String firstLine() {
    int from = 0;
    while (from < bytes.length && (bytes[from] == '\r' || bytes[from] == '\n')) {
      from++;
    }
    int to = from;
    while (to < bytes.length && to - from < MAX_SHOWN && bytes[to] != '\r' && bytes[to] != '\n') {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
