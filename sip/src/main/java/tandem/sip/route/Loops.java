package tandem.sip.route;

import java.util.List;
import java.util.Optional;
import tandem.sip.message.HeaderName;
import tandem.sip.message.Host;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipRequest;
import tandem.sip.message.Via;

/**
 * RFC 3261 §16.3 step 4 and §16.6 step 8: the branches of a proxy end in a hash of all that decides
 * where the request goes. One that comes back with the same hash is a loop, with another a spiral.
 */
public final class Loops {

  private static final char SEPARATOR = '.';

  private Loops() {}

  /** A branch for the request as it came in; {@code unique} has no dot. */
  public static String branch(SipRequest request, String unique) {
    return Via.MAGIC_COOKIE + unique + SEPARATOR + hash(request, request.topVia());
  }

  /** Whether this proxy, known by its host in Via, has forwarded the very same request before. */
  public static boolean isLoop(SipRequest request, Host self) {
    Optional<List<Via>> vias = request.vias();
    if (vias.isEmpty()) {
      return false;
    }
    // The Via below ours is the one that was on top when the request first came.
    for (int i = 0; i + 1 < vias.get().size(); i++) {
      Via ours = vias.get().get(i);
      String branch = ours.branch().orElse("");
      int dot = branch.lastIndexOf(SEPARATOR);
      if (ours.sentBy().equals(self)
          && dot >= 0
          && branch.substring(dot + 1).equals(hash(request, vias.get().get(i + 1)))) {
        return true;
      }
    }
    return false;
  }

  private static String hash(SipRequest request, Via top) {
    long hash = mix(1, request.requestUri().toString());
    hash = mix(hash, request.from().tag().orElse(""));
    hash = mix(hash, request.to().tag().orElse(""));
    hash = mix(hash, request.callId());
    hash = mix(hash, Long.toString(request.cseq().number()));
    hash = mix(hash, top.sentBy() + "|" + top.branch().orElse(""));
    for (NameAddr route : request.routes()) {
      hash = mix(hash, route.uri().toString());
    }
    hash = mix(hash, String.join(",", request.values(HeaderName.PROXY_REQUIRE)));
    hash = mix(hash, request.first(HeaderName.PROXY_AUTHORIZATION).orElse(""));
    return Long.toString(hash >>> 1, Character.MAX_RADIX);
  }

  private static long mix(long seed, String text) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 32)) * 0x9E3779B97F4A7C15L;
    return hash ^ (hash >>> 29);
  }
}
