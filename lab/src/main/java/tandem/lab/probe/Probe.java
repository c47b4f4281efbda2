package tandem.lab.probe;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tandem.lab.measure.Trace;
import tandem.lab.network.LabException;
import tandem.lab.network.RealTime;

/** The lab's end of the measuring process. */
public final class Probe implements AutoCloseable {

  private final Process process;
  private final BufferedReader from;
  private final BufferedWriter to;

  private Probe(Process process) {
    this.process = process;
    this.from =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    this.to =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII));
  }

  /**
   * Starts the measuring process, at real-time priority where that is allowed, and waits until it
   * is warm (two seconds).
   */
  public static Probe start(ProbeSettings settings) {
    List<String> words = new ArrayList<>(RealTime.words(RealTime.MEASURING));
    words.addAll(
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx96m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ProbeMain.class.getName()));
    words.addAll(settings.arguments());
    try {
      Probe probe =
          new Probe(
              new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start());
      String said = probe.from.readLine();
      if (!"ready".equals(said)) {
        throw new LabException("the measuring process does not start: " + said);
      }
      return probe;
    } catch (IOException e) {
      throw new LabException("the measuring process does not start: " + e.getMessage(), e);
    }
  }

  /** What was seen from {@code from} until {@code to}; at most the last two minutes are known. */
  public synchronized Trace take(long from, long to) {
    try {
      this.to.write("take " + from + " " + to + "\n");
      this.to.flush();
      List<String> lines = new ArrayList<>();
      for (String line = this.from.readLine(); !".".equals(line); line = this.from.readLine()) {
        if (line == null) {
          throw new LabException("the measuring process has ended");
        }
        lines.add(line);
      }
      return Trace.parse(lines);
    } catch (IOException e) {
      throw new LabException("the measuring process has ended: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
