package org.stellaops.signer.json.export;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which paths an export may have: those that are one and the same file on every system, whichever
 * way it spells, folds or normalizes names. What is refused here is refused when an export is made,
 * when it is signed and when it is verified.
 */
public final class ExportPaths {

  private static final int LONGEST = 4096;
  private static final int LONGEST_NAME = 255;
  private static final int DEEPEST = 64;

  /** Names that Windows has for devices, whatever follows a dot (and with superscript digits). */
  private static final Pattern DEVICE =
      Pattern.compile(
          "(con|prn|aux|nul|conin\\$|conout\\$|com[0-9\u00b9\u00b2\u00b3]"
              + "|lpt[0-9\u00b9\u00b2\u00b3])( *\\..*)?",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private ExportPaths() {}

  /** What is wrong with one path, as the end of a sentence about it; empty if nothing is. */
  public static Optional<String> fault(String path) {
    if (path.isEmpty() || path.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      return Optional.of("has not 1 to " + LONGEST + " bytes");
    }
    if (path.startsWith("/")) {
      return Optional.of("is absolute");
    }
    if (path.equals("-")) {
      return Optional.of("is what sha256sum takes for its standard input");
    }
    if (path.chars().filter(c -> c == '/').count() >= DEEPEST) {
      return Optional.of("is more than " + DEEPEST + " names deep");
    }
    for (String name : path.split("/", -1)) {
      Optional<String> wrong = nameFault(name);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> nameFault(String name) {
    if (name.equals(".") || name.equals("..")) {
      return Optional.of("leads out of the export or in a circle (" + name + ")");
    }
    if (name.isEmpty()) {
      return Optional.of("has an empty name in it");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      return Optional.of("has a name of more than " + LONGEST_NAME + " bytes");
    }
    if (name.indexOf('\ufffd') >= 0) {
      return Optional.of("has a name that is not UTF-8");
    }
    if (name.codePoints().anyMatch(ExportPaths::isUnseen)) {
      return Optional.of("has a control or format character, or none at all, in it");
    }
    if (name.chars().anyMatch(c -> "<>:\"|?*\\".indexOf(c) >= 0)) {
      return Optional.of("has one of < > : \" | ? * \\ in it, which Windows has not in names");
    }
    if (name.endsWith(".") || name.endsWith(" ")) {
      return Optional.of("has a name that ends with a dot or a space, which Windows drops");
    }
    if (name.startsWith(" ")) {
      return Optional.of("has a name that begins with a space");
    }
    if (folded(name).indexOf('/') >= 0) {
      return Optional.of("has a character in it that some systems take for a slash");
    }
    if (DEVICE.matcher(name).matches()) {
      return Optional.of("has a name that is a device on Windows");
    }
    return Optional.empty();
  }

  private static boolean isUnseen(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.SURROGATE
        || (type == Character.UNASSIGNED && isNoncharacter(c))
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.FORMAT;
  }

  private static boolean isNoncharacter(int c) {
    return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
  }

  /** Two paths that are one on some system. */
  public record Collision(String one, String other) {}

  /**
   * The first two paths that would be one file or directory where case or the form of letters does
   * not count, or where one is a file and the other a directory of that name.
   */
  public static Optional<Collision> collision(Collection<String> paths) {
    Node top = new Node("", "", false);
    for (String path : paths) {
      Node directory = top;
      int from = 0;
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', from)) {
        String name = path.substring(from, slash);
        String first = path;
        Node next =
            directory.in().computeIfAbsent(folded(name), key -> new Node(name, first, false));
        if (next.isFile || !next.name.equals(name)) {
          return Optional.of(new Collision(next.first, path));
        }
        directory = next;
        from = slash + 1;
      }
      Node file = new Node(path.substring(from), path, true);
      Node other = directory.in().putIfAbsent(folded(file.name), file);
      if (other != null) {
        return Optional.of(new Collision(other.first, path));
      }
    }
    return Optional.empty();
  }

  /** A directory once something is in it; its memory grows with the names and not with paths. */
  private static final class Node {

    private final String name;

    /** The first path that it was seen in. */
    private final String first;

    private @Nullable Map<String, Node> children;

    private final boolean isFile;

    Node(String name, String first, boolean isFile) {
      this.name = name;
      this.first = first;
      this.isFile = isFile;
    }

    Map<String, Node> in() {
      Map<String, Node> made = children;
      if (made == null) {
        made = new HashMap<>();
        children = made;
      }
      return made;
    }
  }

  /** Equal for whatever some system takes for equal; also for more, which is only refused. */
  private static String folded(String path) {
    if (isPlain(path)) {
      return path.toLowerCase(Locale.ROOT);
    }
    String decomposed = Normalizer.normalize(path, Normalizer.Form.NFKD);
    return Normalizer.normalize(
        decomposed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFKD);
  }

  private static boolean isPlain(String path) {
    return path.chars().allMatch(c -> c < 0x80);
  }
}
