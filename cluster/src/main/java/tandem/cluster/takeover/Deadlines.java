package tandem.cluster.takeover;

import java.util.Optional;
import tandem.platform.time.Moment;

/** The earliest of several deadlines. */
final class Deadlines {

  private Optional<Moment> earliest = Optional.empty();

  void at(Moment moment) {
    earliest = Optional.of(earliest.map(known -> Moment.earliest(known, moment)).orElse(moment));
  }

  Optional<Moment> earliest() {
    return earliest;
  }
}
