package tandem.dist.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pure code takes time, randomness and input as arguments: no clock, no thread, no socket, no file,
 * no unseeded randomness. What is not pure may still be named here by a type that is only a value.
 */
class PureCodeTest {

  private static final List<String> PURE_MODULES =
      List.of("platform", "sip", "cluster", "admin", "sim");

  private static final Set<String> PURE_PACKAGES =
      Set.of(
          "tandem.agent.node",
          "tandem.agent.health",
          "tandem.agent.quorum.state",
          "tandem.server.node",
          "tandem.server.registrar");

  private static final List<String> BANNED_TYPES =
      List.of(
          "java.lang.Thread",
          "java.lang.Process",
          "java.lang.Runtime",
          "java.lang.foreign.",
          "java.util.Timer",
          "java.util.concurrent.",
          "java.net.",
          "java.nio.channels.",
          "java.nio.file.",
          "java.io.File",
          "java.io.RandomAccessFile",
          "java.io.Console",
          "java.security.SecureRandom",
          "java.time.Clock");

  /** Under a banned prefix, but values. */
  private static final Set<String> VALUES =
      Set.of(
          "java.net.InetAddress",
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.InetSocketAddress",
          "java.net.UnknownHostException",
          "java.net.URLDecoder",
          "java.net.URLEncoder",
          "java.lang.RuntimeException",
          "java.util.concurrent.TimeUnit");

  private static final List<Pattern> BANNED_MEMBERS =
      Stream.of(
              "java\\.lang\\.System\\.(nanoTime|currentTimeMillis|getenv|getProperty|exit)\\(.*",
              "java\\.lang\\.System\\.(in|out|err)L.*",
              "java\\.time\\.[A-Za-z]+\\.now\\(.*",
              "java\\.lang\\.Math\\.random\\(.*",
              "java\\.util\\.Random\\.<init>\\(\\)V",
              "java\\.util\\.SplittableRandom\\.<init>\\(\\)V",
              "java\\.util\\.random\\.RandomGenerator\\.getDefault\\(.*",
              "java\\.util\\.UUID\\.randomUUID\\(.*",
              "java\\.util\\.Collections\\.shuffle\\(Ljava/util/List;\\)V",
              "java\\.lang\\.Object\\.(wait|notify|notifyAll)\\(.*",
              // An address as a value is fine; to look a name up is to ask the network.
              "java\\.net\\.InetAddress\\.(getByName|getAllByName|getLocalHost|isReachable)\\(.*",
              "java\\.net\\.InetAddress\\.(getHostName|getCanonicalHostName)\\(.*",
              "java\\.net\\.InetSocketAddress\\.(<init>\\(Ljava/lang/String;|getHostName\\().*")
          .map(Pattern::compile)
          .toList();

  static Stream<String> pure() {
    return Stream.concat(PURE_MODULES.stream(), PURE_PACKAGES.stream());
  }

  @ParameterizedTest
  @MethodSource("pure")
  void pureCodeTouchesNothingOutside(String place) {
    List<CompiledClass> classes = classes(place);
    assertThat(classes).as("classes of " + place).isNotEmpty();
    Set<String> wrong = new TreeSet<>();
    for (CompiledClass type : classes) {
      Stream.concat(
              type.types().stream().filter(PureCodeTest::bannedType),
              type.members().stream().filter(PureCodeTest::bannedMember))
          .forEach(used -> wrong.add(type.name() + " uses " + used));
    }
    assertThat(wrong).isEmpty();
  }

  private static List<CompiledClass> classes(String place) {
    if (!PURE_PACKAGES.contains(place)) {
      return CompiledClass.ofModule(place);
    }
    return CompiledClass.ofModule(Project.moduleOf(place + ".")).stream()
        .filter(type -> type.packageName().equals(place))
        .toList();
  }

  private static boolean bannedType(String type) {
    return !VALUES.contains(type) && BANNED_TYPES.stream().anyMatch(type::startsWith);
  }

  private static boolean bannedMember(String member) {
    return BANNED_MEMBERS.stream().anyMatch(banned -> banned.matcher(member).matches());
  }

  @Test
  void whatIsBannedIsFoundWhereItIsUsed() {
    Set<String> found = new TreeSet<>();
    for (CompiledClass type : CompiledClass.ofModule("os")) {
      type.types().stream().filter(PureCodeTest::bannedType).forEach(found::add);
      type.members().stream().filter(PureCodeTest::bannedMember).forEach(found::add);
    }
    assertThat(found)
        .contains("java.lang.Thread", "java.nio.file.Files", "java.lang.System.nanoTime()J");
  }
}
