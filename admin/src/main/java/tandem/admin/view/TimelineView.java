package tandem.admin.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The steps of one change of primary, on the clocks of the hosts that took them: offsets between
 * steps of different hosts are as good as their clocks agree.
 *
 * @param from the old primary, if it told its side
 * @param to the new primary, if it told its side
 * @param reason why it happened, in words for people
 * @param steps in the order of their times
 */
public record TimelineView(
    long epoch, Optional<String> from, Optional<String> to, String reason, List<Step> steps) {

  /** The journal's kind for the two entries, one per side, that make a timeline. */
  public static final String KIND = "takeover.steps";

  /** All step names in the order in which they should happen. */
  public static final List<String> NAMES =
      List.of(
          "detect",
          "decide",
          "demote",
          "vip-down",
          "released",
          "taken",
          "promote",
          "vip-up",
          "announced",
          "first-answer");

  public TimelineView {
    steps = List.copyOf(steps);
  }

  /** One step: its name is one of {@link #NAMES}. */
  public record Step(String name, String host, long wallMicros) {}

  /** The moment the offsets count from: the first detection, else the first step. */
  public long startMicros() {
    return steps.stream()
        .filter(step -> step.name().equals("detect"))
        .findFirst()
        .or(() -> steps.stream().findFirst())
        .map(Step::wallMicros)
        .orElse(0L);
  }

  /** From the start to the last step. */
  public long totalMicros() {
    OptionalLong last = steps.stream().mapToLong(Step::wallMicros).max();
    return last.isPresent() ? last.getAsLong() - startMicros() : 0;
  }

  /** The timeline of the greatest epoch among the events; empty if none tells steps. */
  public static Optional<TimelineView> last(Collection<EventView> events) {
    return events.stream()
        .filter(event -> event.kind().equals(KIND))
        .map(TimelineView::epochOf)
        .flatMapToLong(OptionalLong::stream)
        .max()
        .stream()
        .mapToObj(epoch -> of(epoch, events))
        .findFirst();
  }

  /** The timeline of one epoch, from whichever sides have told theirs. */
  public static TimelineView of(long epoch, Collection<EventView> events) {
    Optional<String> from = Optional.empty();
    Optional<String> to = Optional.empty();
    String reason = "";
    // A side may append a second entry when its last step (the first answer) came late.
    Map<String, Step> steps = new LinkedHashMap<>();
    long left = left(epoch, events);
    for (EventView event : events) {
      boolean old = isOld(event);
      long joins = old ? left : epoch;
      if (!event.kind().equals(KIND)
          || (old ? leftBy(event) : epochOf(event)).orElse(-1) != joins) {
        continue;
      }
      from = old ? Optional.of(event.host()) : from;
      to = old ? to : Optional.of(event.host());
      reason = reason.isEmpty() ? event.details().getOrDefault("reason", "") : reason;
      for (String name : NAMES) {
        OptionalLong micros = number(event.details().get(name));
        if (micros.isPresent()) {
          steps.put(name + old, new Step(name, event.host(), micros.getAsLong()));
        }
      }
    }
    List<Step> ordered = new ArrayList<>(steps.values());
    ordered.sort(
        Comparator.comparingLong(Step::wallMicros)
            .thenComparingInt(step -> NAMES.indexOf(step.name())));
    return new TimelineView(epoch, from, to, reason, ordered);
  }

  /** The epoch that ended when {@code epoch} began: the one before if the new side has not told. */
  private static long left(long epoch, Collection<EventView> events) {
    return events.stream()
        .filter(event -> event.kind().equals(KIND) && !isOld(event))
        .filter(event -> epochOf(event).orElse(-1) == epoch)
        .map(TimelineView::leftBy)
        .flatMapToLong(OptionalLong::stream)
        .findFirst()
        .orElse(epoch - 1);
  }

  private static boolean isOld(EventView event) {
    return "old".equals(event.details().get("side"));
  }

  private static OptionalLong leftBy(EventView event) {
    OptionalLong told = number(event.details().get("left"));
    OptionalLong epoch = epochOf(event);
    return told.isPresent() || epoch.isEmpty() ? told : OptionalLong.of(epoch.getAsLong() - 1);
  }

  private static OptionalLong epochOf(EventView event) {
    return number(event.details().get("epoch"));
  }

  private static OptionalLong number(String text) {
    return text != null && text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
