package tandem.lab.probe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import tandem.lab.measure.Trace;

/**
 * The newest requests, questions and announcements, written by the measuring threads without locks
 * and without allocation, read by the control thread. At the limit the oldest is forgotten.
 */
final class SampleRing {

  static final int CAPACITY = 1 << 16;
  private static final int MASK = CAPACITY - 1;
  private static final int ANNOUNCEMENTS = 4096;

  private final AtomicLongArray sent = new AtomicLongArray(CAPACITY);
  private final AtomicLongArray received = new AtomicLongArray(CAPACITY);
  private final AtomicIntegerArray status = new AtomicIntegerArray(CAPACITY);
  private final AtomicIntegerArray answerers = new AtomicIntegerArray(CAPACITY);
  private final AtomicLongArray asked = new AtomicLongArray(CAPACITY);
  private final AtomicIntegerArray owners = new AtomicIntegerArray(CAPACITY);
  private final Deque<Trace.Announcement> announcements = new ArrayDeque<>();
  private volatile long lastRequest = -1;
  private volatile long lastQuestion = -1;

  /** Takes the next request's place; its number. Only the sending thread calls it. */
  long nextRequest() {
    return lastRequest + 1;
  }

  void requestSent(long number, long now) {
    int slot = (int) number & MASK;
    received.set(slot, 0);
    status.set(slot, 0);
    answerers.set(slot, 0);
    sent.set(slot, now);
    lastRequest = number;
  }

  void answered(long number, int code, long now) {
    if (number > lastRequest - CAPACITY && number <= lastRequest && code >= 200) {
      int slot = (int) number & MASK;
      if (received.compareAndSet(slot, 0, now)) {
        status.set(slot, code);
      }
    }
  }

  void answeredBy(long number, int host) {
    if (number > lastRequest - CAPACITY && number <= lastRequest) {
      answerers.accumulateAndGet((int) number & MASK, 1 << host, (a, b) -> a | b);
    }
  }

  long nextQuestion() {
    return lastQuestion + 1;
  }

  void questionSent(long number, long now) {
    int slot = (int) number & MASK;
    owners.set(slot, 0);
    asked.set(slot, now);
    lastQuestion = number;
  }

  void ownedBy(long number, int host) {
    if (number > lastQuestion - CAPACITY && number <= lastQuestion) {
      owners.accumulateAndGet((int) number & MASK, 1 << host, (a, b) -> a | b);
    }
  }

  void announced(long now, int host) {
    synchronized (announcements) {
      if (announcements.size() == ANNOUNCEMENTS) {
        announcements.removeFirst();
      }
      announcements.addLast(new Trace.Announcement(now, host));
    }
  }

  /** Everything sent, or announced, in {@code [from, to)} and still remembered. */
  Trace between(long from, long to) {
    List<Trace.Request> requests = new ArrayList<>();
    long newest = lastRequest;
    for (long number = newest; number >= 0 && number > newest - CAPACITY; number--) {
      int slot = (int) number & MASK;
      if (sent.get(slot) < from) {
        break;
      }
      if (sent.get(slot) < to) {
        requests.add(
            new Trace.Request(
                sent.get(slot), received.get(slot), status.get(slot), answerers.get(slot)));
      }
    }
    List<Trace.Question> questions = new ArrayList<>();
    newest = lastQuestion;
    for (long number = newest; number >= 0 && number > newest - CAPACITY; number--) {
      int slot = (int) number & MASK;
      if (asked.get(slot) < from) {
        break;
      }
      if (asked.get(slot) < to) {
        questions.add(new Trace.Question(asked.get(slot), owners.get(slot)));
      }
    }
    Collections.reverse(requests);
    Collections.reverse(questions);
    synchronized (announcements) {
      return new Trace(
          requests,
          questions,
          announcements.stream().filter(a -> a.seen() >= from && a.seen() < to).toList());
    }
  }
}
