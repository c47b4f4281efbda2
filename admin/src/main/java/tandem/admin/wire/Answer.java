package tandem.admin.wire;

import tandem.admin.request.Outcome;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;

/** One line from the agent. */
public sealed interface Answer {

  record State(StatusView status) implements Answer {}

  record Event(EventView event) implements Answer {}

  /** The end of a request. */
  record Ended(Outcome outcome) implements Answer {}

  /** The request could not be understood, or not be served now. The connection ends. */
  record Fault(String error, String mend) implements Answer {}
}
