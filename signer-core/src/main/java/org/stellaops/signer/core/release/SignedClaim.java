package org.stellaops.signer.core.release;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.ReleaseRule;
import org.stellaops.signer.core.api.policy.ReleaseVersion;
import org.stellaops.signer.core.api.policy.VersionFloor;
import org.stellaops.signer.core.release.ReleaseReport.Form;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.cosign.SimpleSigning;
import org.stellaops.signer.json.intoto.Statement;
import org.stellaops.signer.json.intoto.StatementReader;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.ports.SignatureReader.Reading;

/**
 * Judges what a release signer signed: whether it says that exactly this image is a release, or is
 * an attestation about it that there must be. A statement of another predicate type never counts,
 * however well it is signed, nor does one about an index for an image in it.
 */
final class SignedClaim {

  private static final String RELEASE_SIGNATURE = "https://sigstore.dev/cosign/sign/v1";

  private SignedClaim() {}

  static SignatureFound judge(
      Digest image, SignatureNote note, Reading.Read read, ReleaseRule rule) {
    try {
      return note.form() == Form.SIMPLE_SIGNING
          ? simpleSigning(image, note, read, rule)
          : statement(image, note, read, rule);
    } catch (InvalidField e) {
      return note.nothing("statement", "What is signed is out of form: " + e.advice());
    }
  }

  private static SignatureFound simpleSigning(
      Digest image, SignatureNote note, Reading.Read read, ReleaseRule rule) throws InvalidField {
    SimpleSigning claim = SimpleSigning.read(read.payload());
    return claim.image().equals(image)
        ? release(note, claim.annotations(), rule.oldest())
        : otherImage(note);
  }

  private static SignatureFound otherImage(SignatureNote note) {
    return note.nothing("other-image", "It is about another image.");
  }

  private static SignatureFound statement(
      Digest image, SignatureNote note, Reading.Read read, ReleaseRule rule) throws InvalidField {
    if (!read.payloadType().equals(DocumentTypes.IN_TOTO)) {
      return note.nothing("payload-type", "What is signed is no in-toto statement.");
    }
    Statement statement = StatementReader.read(read.payload());
    String type = statement.predicateType();
    SignatureNote stating = note.stating(type);
    Optional<Subject> subject =
        statement.subjects().stream().filter(it -> it.has(image)).findFirst();
    if (type.equals(RELEASE_SIGNATURE) && note.form() == Form.BUNDLE) {
      if (!statement.type().equals(DocumentTypes.STATEMENT)) {
        return stating.nothing("statement", "A release signature is a Statement v1.");
      }
      return subject.isPresent()
          ? release(stating, subject.get().annotations(), rule.oldest())
          : otherImage(stating);
    }
    if (!rule.attestations().contains(type)) {
      return stating.nothing(
          "predicate-type", "It is no release signature, and no attestation that there must be.");
    }
    return subject.isPresent()
        ? stating.counts(SignatureFound.ATTESTED, "An attestation that there must be.")
        : otherImage(stating);
  }

  private static SignatureFound release(
      SignatureNote note, Map<String, String> annotations, @Nullable VersionFloor oldest) {
    if (oldest == null) {
      return trusted(note);
    }
    String stated = annotations.get(oldest.annotation());
    if (stated == null) {
      return note.nothing(
          "version-missing", "The signature states no " + oldest.annotation() + ".");
    }
    Optional<ReleaseVersion> version = ReleaseVersion.parse(stated);
    if (version.isEmpty()) {
      return note.nothing("version-malformed", "The version that it states is none.");
    }
    return version.get().compareTo(oldest.minimum()) < 0
        ? note.nothing(
            "version-too-old", "Version " + stated + " is older than " + oldest.minimum() + ".")
        : trusted(note);
  }

  private static SignatureFound trusted(SignatureNote note) {
    return note.counts(SignatureFound.TRUSTED, "A release signature of this image.");
  }
}
