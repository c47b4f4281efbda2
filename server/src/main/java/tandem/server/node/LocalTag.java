package tandem.server.node;

import java.util.HexFormat;
import tandem.sip.message.SipRequest;

/**
 * The To tag of a response. RFC 3261 §8.2.7: a stateless server must give a retransmission the same
 * tag, so the tag is computed from the request and a key.
 */
final class LocalTag {

  private static final long PRIME = 0x100000001b3L;

  private LocalTag() {}

  static String of(SipRequest request, long key) {
    long hash = mix(key, request.callId());
    hash = mix(hash, request.from().tag().orElse(""));
    hash = mix(hash, request.topVia().branch().orElse(""));
    hash = mix(hash ^ request.cseq().number(), request.method());
    hash ^= hash >>> 32;
    hash *= 0xd6e8feb86659fd93L;
    hash ^= hash >>> 32;
    return HexFormat.of().toHexDigits(hash);
  }

  private static long mix(long hash, String text) {
    long mixed = hash;
    for (int i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * PRIME;
    }
    return mixed * PRIME;
  }
}
