package tandem.server.main;

import java.util.Map;
import tandem.server.node.NodeEffect.Level;

/** Where log lines go. Never blocks, never throws; lines may be lost. */
interface LogSink {

  LogSink NONE = (level, event, details) -> {};

  void log(Level level, String event, Map<String, String> details);
}
