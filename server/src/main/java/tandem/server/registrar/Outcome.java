package tandem.server.registrar;

import java.util.List;

/** What a REGISTER came to. */
public sealed interface Outcome {

  /** 200: the address-of-record's contacts, each with its remaining seconds. */
  record Bound(List<String> contacts) implements Outcome {}

  record Refused(int status, String reason) implements Outcome {}

  /** 423 with Min-Expires. */
  record TooBrief(long minExpires) implements Outcome {}

  /** 503 with Retry-After. */
  record Full(int retryAfterSeconds) implements Outcome {}
}
