package org.stellaops.signer.cli.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.json.securitykey.AdditionalSignatures;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.ports.SignatureReader.Reading;
import org.stellaops.signer.verify.JsonSignatureReader;

/**
 * An envelope or bundle to whose statement security keys sign besides.
 *
 * @param pae SHA-256 of the pre-authentication encoding: the challenge
 * @param bundle whether it is a Sigstore bundle, whose form has no place for such signatures
 */
public record StatementFile(Path file, JsonObject document, Bytes pae, boolean bundle) {

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes(256 << 20);
  private static final String EXTENSION = "extension";
  private static final String SIGNATURES = "signatures";

  /** Reads it; that its own signature is good is {@code stella verify}'s to say. */
  public static StatementFile read(Path file) {
    Bytes content = LocalFile.read(file);
    Reading reading = new JsonSignatureReader().read(content, List.of());
    Optional<Reading.Read> read =
        switch (reading) {
          case Reading.Read found -> Optional.of(found);
          case Reading.Unsupported(String check, String why, Optional<Reading.Read> found) -> found;
          case Reading.Malformed malformed -> Optional.empty();
        };
    if (read.isEmpty()) {
      throw CommandFailed.usage(file + " is neither a DSSE envelope nor a bundle with one");
    }
    try {
      return new StatementFile(
          file,
          JsonObject.parse(content, LIMITS),
          PreAuthEncoding.of(read.get().payloadType(), read.get().payload()).sha256().bytes(),
          read.get().format() == Format.SIGSTORE_BUNDLE);
    } catch (InvalidJson e) {
      throw CommandFailed.usage(file + ": " + e.getMessage(), e);
    }
  }

  /** The additional signatures that it has; empty for a bundle, and for an envelope without. */
  public Optional<AdditionalSignatures> inside() {
    try {
      if (bundle) {
        return Optional.empty();
      }
      Optional<JsonObject> extension = entry().optionalObject(EXTENSION);
      return extension.isEmpty()
              || !extension.get().string("kind").equals(AdditionalSignatures.KIND)
          ? Optional.empty()
          : Optional.of(AdditionalSignatures.read(extension.get().object("ext"), pae));
    } catch (InvalidJson e) {
      throw CommandFailed.usage(
          file + ": its extension is not as it should be: " + e.getMessage(), e);
    }
  }

  /** Those of a file of their own. */
  public AdditionalSignatures beside(Path signatures) {
    try {
      return AdditionalSignatures.read(
          JsonObject.parse(LocalFile.read(signatures), JsonLimits.REQUEST.withMaxBytes(1 << 20)),
          pae);
    } catch (InvalidJson e) {
      throw CommandFailed.usage(
          signatures + ": no signatures of security keys on this statement: " + e.getMessage(), e);
    }
  }

  /** The envelope with these in it; of a bundle, these alone, as a file of their own. */
  public Bytes with(AdditionalSignatures signatures) {
    if (bundle) {
      return signatures.form().bytes();
    }
    try {
      JsonObject entry = entry();
      if (entry.has(EXTENSION)
          && !entry.object(EXTENSION).string("kind").equals(AdditionalSignatures.KIND)) {
        throw CommandFailed.usage(file + ": its signature has an extension of another kind");
      }
      Map<String, JsonValue> members = new TreeMap<>(entry.members());
      members.put(
          EXTENSION,
          JsonObject.of(
              Map.of(
                  "kind",
                  new JsonString(AdditionalSignatures.KIND),
                  "ext",
                  JsonObject.parse(signatures.form().bytes(), LIMITS))));
      List<JsonValue> entries = new ArrayList<>(document.array(SIGNATURES).values());
      entries.set(0, JsonObject.of(members));
      Map<String, JsonValue> envelope = new TreeMap<>(document.members());
      envelope.put(SIGNATURES, JsonArray.of(entries));
      CanonicalWriter written = CanonicalWriter.object();
      envelope.forEach(written::value);
      return written.bytes();
    } catch (InvalidJson e) {
      throw CommandFailed.usage(file + ": " + e.getMessage(), e);
    }
  }

  /** The first signature; each of them is over the same statement. */
  private JsonObject entry() throws InvalidJson {
    return document.array(SIGNATURES).objects().get(0);
  }
}
