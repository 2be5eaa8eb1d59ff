package org.stellaops.signer.bootstrap.keyfile;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Files as a shell takes them, in commands that a person is told to run. */
public final class ShellWord {

  private static final Path STANDARD_INPUT = Path.of("-");
  private static final Pattern DESCRIPTOR =
      Pattern.compile("/dev/(fd/[0-9]+|stdin)|/proc/([0-9]+|self|thread-self)/fd/[0-9]+");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./+][A-Za-z0-9_./+-]*");

  private ShellWord() {}

  /** Whether {@code file} is standard input or a descriptor, whose number is no name. */
  public static boolean isStream(Path file) {
    return file.equals(STANDARD_INPUT) || DESCRIPTOR.matcher(file.toString()).matches();
  }

  /** The file as an argument; {@code FILE} for a stream, which cannot be read again. */
  public static String of(Path file) {
    if (isStream(file)) {
      return "FILE";
    }
    // A name that begins with a hyphen would be an option.
    String name = file.toString().startsWith("-") ? "./" + file : file.toString();
    return PLAIN.matcher(name).matches() ? name : "'" + name.replace("'", "'\\''") + "'";
  }

  /** A name for the output of a command that reads {@code file}, which it must not overwrite. */
  public static String output(Path file, String wanted) {
    return String.valueOf(file.getFileName()).equals(wanted) ? "new-" + wanted : wanted;
  }
}
