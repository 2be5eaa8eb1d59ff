package org.stellaops.signer.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.JsonNull;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.verify.SignedDocument.Content;
import org.stellaops.signer.verify.SignedDocument.SignatureEntry;
import org.stellaops.signer.verify.SignedDocument.Unchecked;

/**
 * The three members of a DSSE envelope ({@code dsse/envelope.md}), by exactly these names: they are
 * those of its protobuf definition as well. An envelope may have other members, which are
 * unsupported: a certificate or timestamp that we cannot check must not look as if it had been. In
 * a bundle, whose definition is closed, they are malformed.
 */
final class EnvelopeReader {

  static final String[] MEMBERS = {"payload", "payloadType", "signatures"};

  private static final String[] ENTRY_MEMBERS = {"keyid", "sig", "extension"};

  private static final int MAX_SIGNATURES = 16;
  private static final int MAX_SIGNATURE_BYTES = 8192;
  private static final int MAX_TYPE_BYTES = 8192;
  private static final int MAX_ENTRIES_BYTES = 512 << 10;
  private static final int MAX_ENTRIES_VALUES = 1024;

  private EnvelopeReader() {}

  static SignedDocument read(RawObject envelope, Format format)
      throws InvalidJson, MalformedDocument {
    Bytes payload = envelope.required("payload").base64();
    String payloadType = envelope.required("payloadType").string(MAX_TYPE_BYTES);
    if (payloadType.isEmpty()) {
      throw new MalformedDocument("payload-type", "The payloadType is empty.");
    }
    List<JsonObject> entries = entries(envelope.required("signatures"));
    List<SignatureEntry> signatures = new ArrayList<>();
    for (JsonObject entry : entries) {
      signatures.add(new SignatureEntry(keyid(entry), sig(entry)));
    }
    return new SignedDocument(
        format,
        new Content.Envelope(PreAuthEncoding.of(payloadType, payload)),
        List.copyOf(signatures),
        Optional.empty(),
        otherMembers(envelope, entries, format));
  }

  private static List<JsonObject> entries(RawObject.Member member)
      throws InvalidJson, MalformedDocument {
    if (!(member.tree(MAX_ENTRIES_BYTES, MAX_ENTRIES_VALUES) instanceof JsonArray entries)
        || entries.size() == 0
        || entries.size() > MAX_SIGNATURES) {
      throw new MalformedDocument(
          "signatures", "An envelope has an array of 1 to " + MAX_SIGNATURES + " signatures.");
    }
    return entries.objects();
  }

  private static Optional<Unchecked> otherMembers(
      RawObject envelope, List<JsonObject> entries, Format format) throws InvalidJson {
    try {
      envelope.allowOnly(MEMBERS);
      for (JsonObject entry : entries) {
        entry.allowOnly(ENTRY_MEMBERS);
        requireExtension(entry, format);
      }
      return Optional.empty();
    } catch (InvalidJson unknown) {
      boolean readOtherwise =
          envelope.members().stream().anyMatch(member -> isLike(member.name(), MEMBERS))
              || entries.stream()
                  .flatMap(entry -> entry.members().keySet().stream())
                  .anyMatch(name -> isLike(name, ENTRY_MEMBERS));
      if (format == Format.SIGSTORE_BUNDLE || readOtherwise) {
        throw unknown;
      }
      return Optional.of(
          new Unchecked("members", "The envelope has members beyond those of DSSE."));
    }
  }

  /**
   * A signature extension (DSSE, {@code envelope.md}) has a kind and an object, and takes no part
   * in the verdict: what it holds is for verifiers of its kind. A bundle's envelope, which is
   * protobuf's JSON, has none.
   */
  private static void requireExtension(JsonObject entry, Format format) throws InvalidJson {
    if (format == Format.SIGSTORE_BUNDLE) {
      entry.allowOnly("keyid", "sig");
    }
    Optional<JsonObject> extension = entry.optionalObject("extension");
    if (extension.isPresent()) {
      extension.get().allowOnly("kind", "ext").string("kind");
      extension.get().object("ext");
    }
  }

  /** Another spelling of a known name, which some readers take for that one. */
  private static boolean isLike(String name, String[] known) {
    return Stream.of(known)
        .anyMatch(it -> !name.equals(it) && name.replace("_", "").equalsIgnoreCase(it));
  }

  private static String keyid(JsonObject entry) throws InvalidJson {
    boolean none = entry.member("keyid").orElse(JsonNull.NULL).kind() == JsonKind.NULL;
    return none ? "" : entry.string("keyid");
  }

  private static Bytes sig(JsonObject entry) throws InvalidJson, MalformedDocument {
    try {
      Bytes sig = Bytes.anyBase64(entry.string("sig"));
      if (!sig.isEmpty() && sig.size() <= MAX_SIGNATURE_BYTES) {
        return sig;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedDocument("signatures", "A sig is not base64.");
    }
    throw new MalformedDocument("signatures", "A sig is empty or has over 8192 bytes.");
  }
}
