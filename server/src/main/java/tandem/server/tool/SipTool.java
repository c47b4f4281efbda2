package tandem.server.tool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tandem.sip.explain.Explainer;
import tandem.sip.explain.Explanation;
import tandem.sip.explain.Explanation.Verdict;

/** {@code tandem sip parse [--json] [FILE|-]}: explains one datagram. */
public final class SipTool {

  static final int WELL_FORMED = 0;
  static final int MALFORMED = 1;
  static final int USAGE = 2;

  /** Bytes that are read; what is longer is no datagram, and said to be too large. */
  private static final int MAX_READ = 1 << 20;

  private static final String HELP =
      """
      usage: tandem sip parse [--json] [FILE|-]

      Explains one SIP message, as it would lie in one UDP datagram: what each header field says, what
      is wrong and where, and what a server would answer. Reads standard input without FILE or with -.
      A second message behind the first is named as surplus and not read.

        --json   the same for programs
        --help   this text

      exit status: 0 well-formed (or a keep-alive), 1 malformed, 2 wrong usage or no such file
      """;

  private SipTool() {}

  public static void main(String[] words) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    boolean terminal =
        System.console() != null
            && System.console().isTerminal()
            && System.getenv("NO_COLOR") == null;
    int code = run(List.of(words), System.in, out, err, terminal);
    out.flush();
    err.flush();
    System.exit(code);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  static int run(
      List<String> words, InputStream in, PrintStream out, PrintStream err, boolean colour) {
    List<String> operands = new ArrayList<>(words);
    boolean json = operands.removeIf("--json"::equals);
    if (operands.removeIf(word -> word.equals("--help") || word.equals("-h"))) {
      out.print(HELP);
      return 0;
    }
    if (!operands.isEmpty() && operands.getFirst().equals("sip")) {
      operands.removeFirst();
    }
    boolean unknown = operands.stream().anyMatch(word -> word.startsWith("-") && word.length() > 1);
    if (unknown
        || operands.isEmpty()
        || operands.size() > 2
        || !operands.getFirst().equals("parse")) {
      err.print(HELP);
      return USAGE;
    }
    String file = operands.size() == 2 ? operands.get(1) : "-";
    byte[] datagram;
    try {
      datagram = read(file, in);
    } catch (NoSuchFileException e) {
      err.println("tandem: there is no file " + file);
      return USAGE;
    } catch (IOException e) {
      err.println("tandem: cannot read " + file + ": " + e.getMessage());
      return USAGE;
    }
    Explanation explanation = Explainer.explain(datagram);
    out.print(
        json
            ? ExplanationJson.of(explanation)
            : new ExplanationText(datagram, colour).of(explanation));
    return explanation.verdict() == Verdict.MALFORMED ? MALFORMED : WELL_FORMED;
  }

  private static byte[] read(String file, InputStream in) throws IOException {
    if (file.equals("-")) {
      return in.readNBytes(MAX_READ);
    }
    try (InputStream stream = Files.newInputStream(Path.of(file))) {
      return stream.readNBytes(MAX_READ);
    }
  }
}
