package tandem.server.registrar;

import java.util.List;
import tandem.platform.time.Moment;

/** All bindings of one address-of-record; never empty. */
public record Registration(String addressOfRecord, List<Binding> bindings) {

  public Registration {
    bindings = List.copyOf(bindings);
  }

  Moment earliestExpiry() {
    return bindings.stream().map(Binding::expires).reduce(Moment::earliest).orElseThrow();
  }
}
