package tandem.sip.parse;

import tandem.sip.build.Requests.Caller;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;

/** Tells a prober what a datagram says about its requests. */
public final class Answers {

  private Answers() {}

  /** What a datagram is to a caller. */
  public sealed interface Answer {

    /** A response to the request {@code cseq} of this caller. */
    record Answered(long cseq, int status) implements Answer {
      public boolean isFinal() {
        return status >= 200;
      }
    }

    /** A request, or a response to somebody else. */
    record Foreign() implements Answer {}

    /** No SIP message. */
    record Garbage() implements Answer {}
  }

  /** Never throws. */
  public static Answer classify(byte[] datagram, Caller caller) {
    return switch (MessageParser.parse(datagram)) {
      case ParseResult.KeepAlive _ -> new Answer.Garbage();
      case ParseResult.Malformed _ -> new Answer.Garbage();
      case ParseResult.Parsed(SipRequest _) -> new Answer.Foreign();
      case ParseResult.Parsed(SipResponse response) ->
          response.callId().equals(caller.callId())
                  && response.from().tag().orElse("").equals(caller.tag())
              ? new Answer.Answered(response.cseq().number(), response.status())
              : new Answer.Foreign();
    };
  }
}
