package tandem.agent.quorum;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jgroups.logging.CustomLogFactory;
import org.jgroups.logging.Log;
import org.jgroups.logging.LogFactory;

/**
 * Sends the engine's own log to the logger {@code tandem.quorum.engine}, lower than the engine
 * thinks: a peer that is down is an error to it, and an event that {@link QuorumStore.Listener}
 * tells to us.
 */
final class EngineLog implements Log {

  private static final Logger LOGGER = System.getLogger("tandem.quorum.engine");
  private static final EngineLog ONLY = new EngineLog();

  private EngineLog() {}

  /** For the whole process, before the first class of the engine is used. */
  static void install() {
    LogFactory.setCustomLogFactory(
        new CustomLogFactory() {
          @Override
          public Log getLog(Class<?> category) {
            return ONLY;
          }

          @Override
          public Log getLog(String category) {
            return ONLY;
          }
        });
  }

  @Override
  public boolean isFatalEnabled() {
    return LOGGER.isLoggable(Level.WARNING);
  }

  @Override
  public boolean isErrorEnabled() {
    return LOGGER.isLoggable(Level.DEBUG);
  }

  @Override
  public boolean isWarnEnabled() {
    return LOGGER.isLoggable(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return LOGGER.isLoggable(Level.DEBUG);
  }

  @Override
  public boolean isDebugEnabled() {
    return LOGGER.isLoggable(Level.TRACE);
  }

  @Override
  public boolean isTraceEnabled() {
    return LOGGER.isLoggable(Level.TRACE);
  }

  @Override
  public void fatal(String message) {
    LOGGER.log(Level.WARNING, message);
  }

  @Override
  public void fatal(String format, Object... args) {
    log(Level.WARNING, format, args);
  }

  @Override
  public void fatal(String message, Throwable cause) {
    LOGGER.log(Level.WARNING, message, cause);
  }

  @Override
  public void error(String message) {
    LOGGER.log(Level.DEBUG, message);
  }

  @Override
  public void error(String format, Object... args) {
    log(Level.DEBUG, format, args);
  }

  @Override
  public void error(String message, Throwable cause) {
    LOGGER.log(Level.DEBUG, message, cause);
  }

  @Override
  public void warn(String message) {
    LOGGER.log(Level.DEBUG, message);
  }

  @Override
  public void warn(String format, Object... args) {
    log(Level.DEBUG, format, args);
  }

  @Override
  public void warn(String message, Throwable cause) {
    LOGGER.log(Level.DEBUG, message, cause);
  }

  @Override
  public void info(String message) {
    LOGGER.log(Level.DEBUG, message);
  }

  @Override
  public void info(String format, Object... args) {
    log(Level.DEBUG, format, args);
  }

  @Override
  public void debug(String message) {
    LOGGER.log(Level.TRACE, message);
  }

  @Override
  public void debug(String format, Object... args) {
    log(Level.TRACE, format, args);
  }

  @Override
  public void debug(String message, Throwable cause) {
    LOGGER.log(Level.TRACE, message, cause);
  }

  @Override
  public void trace(Object message) {
    LOGGER.log(Level.TRACE, message);
  }

  @Override
  public void trace(String message) {
    LOGGER.log(Level.TRACE, message);
  }

  @Override
  public void trace(String format, Object... args) {
    log(Level.TRACE, format, args);
  }

  @Override
  public void trace(String message, Throwable cause) {
    LOGGER.log(Level.TRACE, message, cause);
  }

  @Override
  public void setLevel(String level) {}

  @Override
  public String getLevel() {
    return "";
  }

  private static void log(Level level, String format, Object[] args) {
    if (LOGGER.isLoggable(level)) {
      LOGGER.log(level, String.format(format, args));
    }
  }
}
