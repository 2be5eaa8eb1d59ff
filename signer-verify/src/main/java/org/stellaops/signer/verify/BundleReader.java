package org.stellaops.signer.verify;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.ports.SignatureReader.Format;

/** Reads Sigstore bundles v0.1 to v0.3 ({@code sigstore_bundle.proto}). */
final class BundleReader {

  static final String[] MEMBERS = {
    "mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"
  };

  private static final int MAX_TEXT_BYTES = 8192;

  /**
   * In the spelling since v0.3, which others use for earlier versions as well, and in the older.
   */
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "application/vnd\\.dev\\.sigstore\\.bundle"
              + "(\\.v0\\.[123](\\.[0-9]+)?\\+json|\\+json;version=0\\.[123])");

  /** Of another version, or written as RFC 9110 §8.3.1 allows and bundles are not. */
  private static final Pattern LIKE_IT =
      Pattern.compile("(?i)\\s*application/vnd\\.dev\\.sigstore\\.bundle.*");

  private static final Pattern MINOR = Pattern.compile("0\\.([123])");

  private BundleReader() {}

  static SignedDocument read(RawObject bundle) throws InvalidJson, MalformedDocument {
    bundle.allowOnlyFields(MEMBERS);
    String mediaType = bundle.requiredField("mediaType").string(MAX_TEXT_BYTES);
    if (!MEDIA_TYPE.matcher(mediaType).matches()) {
      throw LIKE_IT.matcher(mediaType).matches()
          ? MalformedDocument.unsupported(
              "media-type",
              "Bundles up to v0.3 are read, whose media type has no blanks and no upper case.")
          : new MalformedDocument(
              "media-type", "The media type is not " + DocumentTypes.SIGSTORE_BUNDLE + ".");
    }
    requireOne(bundle, "content", "dsseEnvelope", "messageSignature");
    BundleMaterial material =
        BundleMaterial.read(
            bundle.requiredField("verificationMaterial").object(), version(mediaType));
    Optional<RawObject.Member> message = bundle.field("messageSignature");
    if (message.isPresent()) {
      return MessageReader.read(message.get().object()).with(material);
    }
    SignedDocument document =
        EnvelopeReader.read(bundle.requiredField("dsseEnvelope").object(), Format.SIGSTORE_BUNDLE);
    if (document.signatures().size() != 1) {
      throw new MalformedDocument("signatures", "A bundle has exactly one signature.");
    }
    return document.with(material);
  }

  /** The second number, of a media type that matches. */
  private static int version(String mediaType) {
    Matcher number = MINOR.matcher(mediaType);
    return number.find() ? Integer.parseInt(number.group(1)) : 3;
  }

  /** As a protobuf {@code oneof} has it, and here none is not enough either. */
  static void requireOne(RawObject message, String check, String... names)
      throws InvalidJson, MalformedDocument {
    int found = 0;
    for (String name : names) {
      found += message.field(name).isPresent() ? 1 : 0;
    }
    if (found != 1) {
      throw new MalformedDocument(check, "It is exactly one of " + String.join(", ", names) + ".");
    }
  }
}
