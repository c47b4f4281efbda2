package tandem.cluster.takeover;

import java.util.ArrayList;
import java.util.List;

/** Where a {@link Member} stands and what the present step has brought forth. */
final class Course {

  final Timeline timeline = new Timeline();
  private List<Effect> effects = new ArrayList<>();
  private Phase phase;

  Course(Phase phase) {
    this.phase = phase;
  }

  Phase phase() {
    return phase;
  }

  void enter(Phase next) {
    phase = next;
  }

  void add(Effect effect) {
    effects.add(effect);
  }

  void addAll(List<Effect> more) {
    effects.addAll(more);
  }

  void log(String event, String text) {
    effects.add(new Effect.Log(event, text));
  }

  /** The effects since the last call, in their order. */
  List<Effect> taken() {
    List<Effect> taken = effects;
    effects = new ArrayList<>();
    return taken;
  }
}
