package org.stellaops.signer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A result of a sealed type is switched on, so that a new variant is a compile error and not a
 * ClassCastException while a key is reserved: no cast to one of its variants.
 */
class SealedCastsTest {

  @Test
  void product_sealedResult_isNeverCast() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (ProductModule module : ProductModule.all()) {
      if (module.name().equals("testkit")) {
        // A contract asserts which variant it got.
        continue;
      }
      Path main = ProductModule.root().resolve(module.directory()).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(main)) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }

    assertThat(sources).hasSizeGreaterThan(200);
    assertThat(casts(sources)).isEmpty();
  }

  @Test
  void planted_castOfASealedResult_isFound(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("Planted.java");
    Files.writeString(
        file,
        """
        class Planted {
          sealed interface Result { record Yes(int n) implements Result {} record No() implements Result {} }
          int n(Result result) { return result instanceof Result.No ? 0 : ((Result.Yes) result).n(); }
          Object innocent(Object any) { return (String) any; }
        }
        """);

    assertThat(casts(List.of(file))).singleElement().asString().contains("Yes");
  }

  private static List<String> casts(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(sources));
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      Set<String> variants = new HashSet<>();
      units.forEach(unit -> unit.accept(new Variants(), variants));
      List<String> found = new ArrayList<>();
      units.forEach(unit -> unit.accept(new Casts(unit, variants), found));
      return found;
    }
  }

  /** Collects the types that are nested in a sealed interface. */
  private static final class Variants extends TreeScanner<Void, Set<String>> {
    @Override
    public Void visitClass(ClassTree type, Set<String> variants) {
      if (type.getModifiers().getFlags().contains(Modifier.SEALED)) {
        for (Tree member : type.getMembers()) {
          if (member instanceof ClassTree nested
              && (nested.getKind() == Tree.Kind.RECORD || nested.getKind() == Tree.Kind.CLASS)) {
            variants.add(type.getSimpleName() + "." + nested.getSimpleName());
          }
        }
      }
      return super.visitClass(type, variants);
    }
  }

  private static final class Casts extends TreeScanner<Void, List<String>> {
    private final CompilationUnitTree unit;
    private final Set<String> variants;

    Casts(CompilationUnitTree unit, Set<String> variants) {
      this.unit = unit;
      this.variants = variants;
    }

    @Override
    public Void visitTypeCast(TypeCastTree cast, List<String> found) {
      String type = cast.getType().toString().replaceAll("<.*>", "");
      if (variants.stream()
          .anyMatch(variant -> type.equals(variant) || type.endsWith("." + variant))) {
        found.add(unit.getSourceFile().getName() + " casts to " + type);
      }
      return super.visitTypeCast(cast, found);
    }
  }
}
