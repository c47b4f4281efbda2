package tandem.lab.network;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A tool that was started before it is needed and takes its commands one line at a time, so that a
 * fault happens some tens of microseconds after it is asked for and not a process start later.
 */
final class Batch implements AutoCloseable {

  private final Process process;
  private final OutputStream to;

  Batch(String namespace, String tool) {
    try {
      process =
          new ProcessBuilder("ip", "netns", "exec", namespace, tool, "-force", "-batch", "-")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      to = process.getOutputStream();
    } catch (IOException e) {
      throw new LabException("`" + tool + "` does not start: " + e.getMessage(), e);
    }
  }

  synchronized void tell(String... lines) {
    try {
      to.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII));
      to.flush();
    } catch (IOException e) {
      throw new LabException("a fault could not be made: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
