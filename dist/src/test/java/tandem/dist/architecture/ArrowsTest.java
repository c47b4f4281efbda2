package tandem.dist.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The module map of ARCHITECTURE.md, and one direction only between the packages of a module. */
class ArrowsTest {

  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "platform", Set.of(),
          "sip", Set.of("platform"),
          "cluster", Set.of("platform"),
          "admin", Set.of(),
          "os", Set.of("platform"),
          "sim", Set.of("platform"),
          "server", Set.of("platform", "sip", "cluster", "admin", "os"),
          "agent", Set.of("platform", "cluster", "sip", "admin", "os"),
          "ops", Set.of("admin"),
          "lab", Set.of("admin", "sip", "os", "platform"));

  /** Only there may the operating system be met. */
  private static final Set<String> MAY_USE_OS =
      Set.of("tandem.server.main", "tandem.agent.main", "tandem.agent.main.edge");

  /** A library stays behind the package that was made for it. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "org.jgroups.", Set.of("tandem.agent.quorum", "tandem.agent.quorum.state"),
          "org.snakeyaml.", Set.of("tandem.agent.config"),
          "tools.jackson.",
              Set.of("tandem.admin.wire", "tandem.agent.doctor", "tandem.lab.takeover"),
          "picocli.", Set.of("tandem.lab.main", "tandem.lab.demo", "tandem.lab.takeover"));

  static List<String> modules() {
    return Project.MODULES;
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyWhatTheMapAllows(String module) {
    Set<String> wrong = new TreeSet<>();
    for (CompiledClass type : CompiledClass.ofModule(module)) {
      for (String used : type.types()) {
        String other = Project.moduleOf(used);
        boolean allowed = other.equals(module) || MAY_USE.get(module).contains(other);
        if (!other.isEmpty() && !allowed) {
          wrong.add(type.name() + " uses " + used);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void agentAndServerMeetTheOperatingSystemInMainOnly() {
    Set<String> wrong = new TreeSet<>();
    for (String module : List.of("agent", "server")) {
      for (CompiledClass type : CompiledClass.ofModule(module)) {
        for (String used : type.types()) {
          if (used.startsWith("tandem.os.") && !MAY_USE_OS.contains(type.packageName())) {
            wrong.add(type.name() + " uses " + used);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aLibraryIsSeenOnlyWhereItWasLetIn() {
    Set<String> wrong = new TreeSet<>();
    for (String module : Project.MODULES) {
      for (CompiledClass type : CompiledClass.ofModule(module)) {
        for (String used : type.types()) {
          LIBRARIES.forEach(
              (prefix, packages) -> {
                if (used.startsWith(prefix) && !packages.contains(type.packageName())) {
                  wrong.add(type.name() + " uses " + used);
                }
              });
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void thePackagesOfAModuleHaveNoCycle(String module) {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (CompiledClass type : CompiledClass.ofModule(module)) {
      Set<String> packages = uses.computeIfAbsent(type.packageName(), _ -> new TreeSet<>());
      for (String used : type.types()) {
        if (Project.moduleOf(used).equals(module)) {
          packages.add(Project.packageOf(used));
        }
      }
      packages.remove(type.packageName());
    }
    assertThat(cyclic(uses)).isEmpty();
  }

  /**
   * What is left when the packages that use nothing that is left are taken away again and again.
   */
  private static Map<String, Set<String>> cyclic(Map<String, Set<String>> uses) {
    Map<String, Set<String>> left = new TreeMap<>(uses);
    boolean shrunk = true;
    while (shrunk) {
      shrunk = left.values().removeIf(used -> used.stream().noneMatch(left::containsKey));
    }
    return left;
  }

  @Test
  void aCycleIsFound() {
    Map<String, Set<String>> uses =
        Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("b"), "d", Set.of());
    assertThat(cyclic(uses)).containsOnlyKeys("a", "b", "c");
  }

  @Test
  void theSimulationIsNotShipped() throws IOException {
    assertThat(Project.files("dist/target/tandem/lib", ".jar"))
        .isNotEmpty()
        .noneMatch(jar -> jar.getFileName().toString().startsWith("tandem-sim"));
  }
}
