package org.stellaops.signer.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a package may name. A pattern ending in ".." means the package and all below it, any other
 * exactly one package.
 */
final class Allowed extends DescribedPredicate<JavaClass> {
  /** The JDK without network, files, databases, logging, reflection or processes. */
  static final List<String> QUIET_JDK =
      List.of(
          "java.lang",
          "java.lang.annotation",
          "java.lang.invoke",
          "java.lang.runtime",
          "java.io",
          "java.math",
          "java.nio",
          "java.nio.charset",
          "java.security..",
          "java.text",
          "java.time..",
          "java.util",
          "java.util.concurrent..",
          "java.util.function",
          "java.util.random",
          "java.util.regex",
          "java.util.stream",
          "java.util.zip",
          "javax.crypto..",
          "javax.security.auth.x500");

  /** Reach a file or a process from an otherwise quiet package. */
  private static final Set<String> LOUD_CLASSES =
      Set.of(
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.FileReader",
          "java.io.FileWriter",
          "java.io.RandomAccessFile",
          "java.util.zip.ZipFile",
          "java.lang.ProcessBuilder",
          "java.lang.Process");

  private final List<String> patterns;
  private final boolean quiet;

  private Allowed(List<String> patterns, boolean quiet) {
    super("are one of " + patterns);
    this.patterns = patterns;
    this.quiet = quiet;
  }

  static Allowed quietJdkAnd(String... more) {
    return new Allowed(Stream.concat(QUIET_JDK.stream(), Stream.of(more)).toList(), true);
  }

  static Allowed jdkAnd(String... more) {
    return new Allowed(
        Stream.concat(Stream.of("java..", "javax.."), Stream.of(more)).toList(), false);
  }

  @Override
  public boolean test(JavaClass named) {
    JavaClass type = named.getBaseComponentType();
    if (type.isPrimitive()) {
      return true;
    }
    if (quiet && LOUD_CLASSES.contains(type.getName())) {
      return false;
    }
    return patterns.stream().anyMatch(pattern -> covers(pattern, type.getPackageName()));
  }

  private static boolean covers(String pattern, String packageName) {
    if (!pattern.endsWith("..")) {
      return packageName.equals(pattern);
    }
    String top = pattern.substring(0, pattern.length() - 2);
    return packageName.equals(top) || packageName.startsWith(top + ".");
  }
}
