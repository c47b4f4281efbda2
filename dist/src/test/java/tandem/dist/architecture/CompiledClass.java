package tandem.dist.architecture;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one class names in its bytecode, with dots.
 *
 * @param name {@code tandem.cluster.takeover.Member}
 * @param types every type it names: in code, in signatures and in annotations
 * @param members every method and field of others it uses: {@code java.lang.System.nanoTime()J}
 */
record CompiledClass(String name, Set<String> types, Set<String> members) {

  private static final Pattern IN_SIGNATURE = Pattern.compile("L([A-Za-z0-9_$/]+)[;<]");

  static CompiledClass of(Path file) {
    try {
      ClassModel model = ClassFile.of().parse(file);
      Set<String> types = new TreeSet<>();
      Set<String> members = new TreeSet<>();
      for (PoolEntry entry : model.constantPool()) {
        if (entry instanceof MemberRefEntry member) {
          String owner = dots(member.owner().asInternalName());
          members.add(owner + "." + member.name().stringValue() + member.type().stringValue());
        } else if (entry instanceof ClassEntry type) {
          signature(type.asInternalName(), types);
          types.add(dots(type.asInternalName()));
        } else if (entry instanceof Utf8Entry text) {
          signature(text.stringValue(), types);
        }
      }
      return new CompiledClass(dots(model.thisClass().asInternalName()), types, members);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  private static void signature(String text, Set<String> types) {
    Matcher matcher = IN_SIGNATURE.matcher(text);
    while (matcher.find()) {
      types.add(dots(matcher.group(1)));
    }
  }

  private static String dots(String internal) {
    return internal.replace('/', '.');
  }

  /** The shipped classes of a module, from what the build has just compiled. */
  static List<CompiledClass> ofModule(String module) {
    Path classes = Project.HOME.resolve(module).resolve("target/classes");
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .sorted()
          .map(CompiledClass::of)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("module " + module + " is not compiled: " + classes, e);
    }
  }

  String packageName() {
    return Project.packageOf(name);
  }
}
