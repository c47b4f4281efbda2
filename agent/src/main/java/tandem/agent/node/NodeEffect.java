package tandem.agent.node;

import java.util.Map;
import tandem.platform.time.Moment;

/** What an agent's node wants done: effects of its machines for the edge, and its own. */
public sealed interface NodeEffect {

  /** Compare-and-set, publish, raise, extend, withdraw, announce. */
  record Takeover(tandem.cluster.takeover.Effect effect) implements NodeEffect {}

  /** Start, kill, terminate, tell, probe, role command. */
  record Health(tandem.agent.health.Effect effect) implements NodeEffect {}

  /** Append to the group's journal. */
  record Append(String kind, Map<String, String> details) implements NodeEffect {}

  /** Append the steps of a takeover, moments turned into wall time. */
  record AppendSteps(Map<String, String> details, Map<String, Moment> steps)
      implements NodeEffect {}

  record Log(String event, String text) implements NodeEffect {}

  /** Answer the operator who asked on this host. */
  record Answer(String request, tandem.cluster.takeover.Effect.Verdict verdict)
      implements NodeEffect {}

  record KeepMaintenance(boolean on) implements NodeEffect {}

  /** All is given up and stopped: the process may end. */
  record End() implements NodeEffect {}
}
