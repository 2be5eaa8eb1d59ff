package org.stellaops.signer.core.api.policy;

/**
 * Which subject names a tenant may have signed: literal text in which {@code *} stands for any run
 * of characters, slashes included. The whole name must match. A name with a {@code .} or {@code ..}
 * segment, or with a character that does not show, matches no pattern but a lone {@code *}: whoever
 * resolves it may end up in another place than the one the pattern names.
 */
public record SubjectPattern(String glob) {

  public SubjectPattern {
    if (glob.isEmpty() || glob.length() > 512) {
      throw new IllegalArgumentException("a subject pattern has 1 to 512 characters");
    }
  }

  /** Matches in time proportional to the product of both lengths at worst. */
  public boolean matches(String name) {
    int g = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      if (g < glob.length() && glob.charAt(g) == '*') {
        star = g++;
        mark = n;
      } else if (g < glob.length() && glob.charAt(g) == name.charAt(n)) {
        g++;
        n++;
      } else if (star >= 0) {
        g = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (g < glob.length() && glob.charAt(g) == '*') {
      g++;
    }
    return g == glob.length() && (star < 0 || glob.equals("*") || isPlain(name));
  }

  private static boolean isPlain(String name) {
    for (String segment : name.split("[/\\\\]", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return name.codePoints().noneMatch(SubjectPattern::isHidden);
  }

  private static boolean isHidden(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
