package org.stellaops.signer.cli.files;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.VisibleText;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.JsonString;

/**
 * A part of an answer that was written to a file.
 *
 * @param key the tenant's name for the key; null where one file has all
 */
public record WrittenFile(String content, @Nullable String key, Path file) {

  /** For people. */
  String words() {
    return "wrote " + file + " (" + content + (key == null ? "" : ", key " + key) + ")";
  }

  /** As results name it. */
  public CanonicalWriter json() {
    CanonicalWriter json =
        CanonicalWriter.object().string("content", content).value("file", path(file));
    return key == null ? json : json.string("key", key);
  }

  /** A file may have a name that is no text to JSON. */
  public static JsonString path(Path file) {
    String path = file.toString();
    try {
      return new JsonString(path);
    } catch (IllegalArgumentException e) {
      return new JsonString(VisibleText.line(path));
    }
  }
}
