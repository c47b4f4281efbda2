package tandem.agent.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** From the file's bytes to a checked configuration, or to all its problems. */
final class ConfigurationFile {

  static final int MAX_BYTES = 65_536;

  private ConfigurationFile() {}

  static PairConfiguration.LoadResult load(Path file, Optional<String> host) {
    Problems problems = new Problems(file.toString());
    Optional<PairConfiguration> configuration =
        node(file, problems)
            .flatMap(
                root -> {
                  Section section = new Section("", Optional.of(root), 1, problems);
                  Path folder = file.toAbsolutePath().getParent();
                  return new ConfigurationReader(section, folder, host, problems).read();
                });
    return problems.isEmpty() && configuration.isPresent()
        ? new PairConfiguration.Loaded(configuration.get())
        : new PairConfiguration.Invalid(problems.list());
  }

  private static Optional<Node> node(Path file, Problems problems) {
    Optional<String> text = text(file, problems);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(file.toString()).setAllowDuplicateKeys(true).build();
      Optional<Node> root = new Compose(settings).composeString(text.get());
      if (root.isEmpty()) {
        problems.add(1, "", "the file is empty", "start from examples/pair.yaml or tandem init");
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      problems.add(line, "", "this is not YAML: " + e.getProblem(), "correct the line");
    } catch (YamlEngineException e) {
      problems.add(0, "", "this is not YAML: " + e.getMessage(), "correct the file");
    }
    return Optional.empty();
  }

  private static Optional<String> text(Path file, Problems problems) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) > MAX_BYTES) {
        problems.add(
            0, "", "the file is larger than " + MAX_BYTES + " bytes", "is it the right one?");
        return Optional.empty();
      }
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      problems.add(0, "", "there is no such file", "name the pair's YAML file with --config");
    } catch (CharacterCodingException e) {
      problems.add(0, "", "the file is not UTF-8 text", "is it the right one?");
    } catch (IOException e) {
      problems.add(0, "", "the file cannot be read: " + e, "check its path and mode");
    }
    return Optional.empty();
  }

  /** The names this word could have meant, for messages. */
  static String hint(String word, List<String> names) {
    return DidYouMean.of(word, names)
        .map(name -> "did you mean '" + name + "'?")
        .orElse("known: " + String.join(", ", names));
  }
}
