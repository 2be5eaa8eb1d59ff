package org.stellaops.signer.core.release;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.intoto.Statement;
import org.stellaops.signer.json.intoto.StatementReader;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.ArtifactRegistry.Layer;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.ports.SignatureReader.Reading;

/**
 * Judges one referrer: is it a release signature over exactly this image by a release key? Each
 * condition that fails has its own word. A statement of another predicate type never counts,
 * however well it is signed, nor does one about an index for an image in it.
 */
final class SignatureJudge {

  private static final String RELEASE_SIGNATURE = "https://sigstore.dev/cosign/sign/v1";

  private final SignatureReader reader;

  SignatureJudge(SignatureReader reader) {
    this.reader = reader;
  }

  SignatureFound judge(Digest image, String source, Referrer referrer, Set<PinnedKey> releaseKeys) {
    return switch (referrer) {
      case Referrer.Intact intact -> judge(image, source, intact, releaseKeys);
      case Referrer.Invalid invalid ->
          new SignatureFound(source, invalid.manifest(), null, "invalid-" + invalid.why());
    };
  }

  private SignatureFound judge(
      Digest image, String source, Referrer.Intact referrer, Set<PinnedKey> releaseKeys) {
    if (!referrer.artifactType().equals(DocumentTypes.SIGSTORE_BUNDLE)) {
      return nothing(source, referrer, "artifact-type");
    }
    if (referrer.layers().size() != 1) {
      return nothing(source, referrer, "layer-count");
    }
    Layer layer = referrer.layers().get(0);
    if (!layer.mediaType().equals(DocumentTypes.SIGSTORE_BUNDLE)) {
      return nothing(source, referrer, "layer-type");
    }
    return switch (reader.read(layer.content(), List.copyOf(releaseKeys))) {
      case Reading.Malformed malformed ->
          nothing(source, referrer, "malformed-" + malformed.check());
      case Reading.Unsupported unsupported ->
          nothing(source, referrer, "unsupported-" + unsupported.check());
      case Reading.Read read -> judge(image, source, referrer, read, releaseKeys);
    };
  }

  private static SignatureFound judge(
      Digest image,
      String source,
      Referrer.Intact referrer,
      Reading.Read read,
      Set<PinnedKey> releaseKeys) {
    if (read.format() != Format.SIGSTORE_BUNDLE || read.signatures().size() != 1) {
      return nothing(source, referrer, "malformed-form");
    }
    Optional<PinnedKey> key =
        read.signatures().get(0).by().flatMap(by -> releaseKey(by, releaseKeys));
    if (key.isEmpty()) {
      return nothing(source, referrer, "unknown-key");
    }
    return new SignatureFound(
        source, referrer.manifest(), key.get().fingerprint(), statementFinding(image, read));
  }

  /** A reader's word for a key counts only if the key is one that we gave it. */
  private static Optional<PinnedKey> releaseKey(SignerIdentity signer, Set<PinnedKey> releaseKeys) {
    return switch (signer) {
      case KeyIdentity(PinnedKey key) -> Optional.of(key).filter(releaseKeys::contains);
      case CertificateIdentity certificate -> Optional.empty();
    };
  }

  private static SignatureFound nothing(String source, Referrer referrer, String finding) {
    return new SignatureFound(source, referrer.manifest(), null, finding);
  }

  private static String statementFinding(Digest image, Reading.Read read) {
    if (!read.payloadType().equals(DocumentTypes.IN_TOTO)) {
      return "payload-type";
    }
    try {
      Statement statement = StatementReader.read(read.payload());
      if (!statement.type().equals(DocumentTypes.STATEMENT)) {
        return "statement";
      }
      if (!statement.predicateType().equals(RELEASE_SIGNATURE)) {
        return "predicate-type";
      }
      return statement.isAbout(image) ? SignatureFound.TRUSTED : "other-image";
    } catch (InvalidField e) {
      return "statement";
    }
  }
}
