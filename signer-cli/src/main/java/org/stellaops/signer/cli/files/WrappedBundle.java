package org.stellaops.signer.cli.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.keyfile.ShellWord;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonFault;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/**
 * Files given as bundle or envelope that are neither, but may have one inside: lists of
 * attestations, a bundle on each line, compressed or other files.
 */
public final class WrappedBundle {

  private static final int LARGEST = 64 << 20;
  private static final int MOST_VALUES = 100_000;
  private static final int DEEPEST = 5;
  private static final String MADE = "bundle.sigstore.json";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private WrappedBundle() {}

  /** What {@code file} is, and how to get at what can be verified; empty for a bundle itself. */
  public static Optional<String> hint(Path file, Bytes content) {
    if (content.size() > LARGEST) {
      return Optional.empty();
    }
    Bytes text = LocalFile.withoutByteOrderMark(content);
    if (text.size() < content.size()) {
      return Optional.of(
          file + " begins with a byte order mark; remove it: tail -c +4 " + to(file));
    }
    FileForm form = FileForm.of(content);
    if (form != null && !form.isJson()) {
      return Optional.of(
          form.isSbom()
              ? file + " is neither a bundle nor an envelope"
              : form.sentence(file, MADE));
    }
    return Optional.ofNullable(ofJson(file, content));
  }

  private static @Nullable String ofJson(Path file, Bytes content) {
    JsonValue value;
    try {
      value = JsonValue.parse(content, JsonLimits.REQUEST, MOST_VALUES);
    } catch (InvalidJson e) {
      return e.fault() == JsonFault.TRAILING_DATA
          ? file + " has several JSON documents; take one: jq -s '.[0]' " + to(file)
          : null;
    }
    if (isSigned(value)) {
      return null;
    }
    if (value instanceof JsonObject old && old.has("base64Signature")) {
      return ofOlderCosign(file, text(old, "base64Signature"));
    }
    String path = signedIn(value, "", 0);
    if (path != null) {
      return file
          + " has a bundle or an envelope inside; take it out: jq '"
          + path
          + "' "
          + to(file);
    }
    if (!(value instanceof JsonObject document)) {
      return null;
    }
    if (document.has("bomFormat") || document.has("spdxVersion")) {
      return file + " is an SBOM; name its bundle, and the SBOM with --artifact";
    }
    return text(document, "_type").startsWith("https://in-toto.io/Statement/")
        ? file + " is an in-toto statement that nobody signed; sign it with stella sign statement"
        : null;
  }

  /** What {@code cosign sign-blob} and {@code attest-blob} wrote to {@code --bundle} before v3. */
  private static String ofOlderCosign(Path file, String signature) {
    // Base64 of what begins with {" as an envelope does.
    return signature.startsWith("eyJ")
        ? file
            + " is of an older cosign, with an envelope inside; take it out: jq -r"
            + " .base64Signature "
            + ShellWord.of(file)
            + " | base64 -d > "
            + ShellWord.output(file, "envelope.dsse.json")
        : file
            + " is of an older cosign and has a file's bare signature, no attestation; cosign"
            + " verify-blob --bundle reads it";
  }

  private static String to(Path file) {
    return ShellWord.of(file) + " > " + ShellWord.output(file, MADE);
  }

  private static boolean isSigned(JsonValue value) {
    return value instanceof JsonObject object
        && (object.has("dsseEnvelope")
            || object.has("messageSignature")
            || (object.has("payload") && object.has("payloadType") && object.has("signatures")));
  }

  /** Where the first bundle or envelope stands, as jq names it; null if nowhere. */
  private static @Nullable String signedIn(JsonValue value, String path, int depth) {
    if (depth > 0 && isSigned(value)) {
      return path;
    }
    if (depth == DEEPEST) {
      return null;
    }
    if (value instanceof JsonArray array) {
      List<JsonValue> values = array.values();
      return values.isEmpty()
          ? null
          : signedIn(values.get(0), (path.isEmpty() ? "." : path) + "[0]", depth + 1);
    }
    if (value instanceof JsonObject object) {
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        // Another name would need quoting in jq and in the shell.
        if (NAME.matcher(member.getKey()).matches()) {
          String found = signedIn(member.getValue(), path + "." + member.getKey(), depth + 1);
          if (found != null) {
            return found;
          }
        }
      }
    }
    return null;
  }

  private static String text(JsonObject object, String name) {
    return object.member(name).orElse(null) instanceof JsonString string ? string.value() : "";
  }
}
