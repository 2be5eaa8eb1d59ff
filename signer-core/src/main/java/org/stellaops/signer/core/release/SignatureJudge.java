package org.stellaops.signer.core.release;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.core.api.policy.ReleaseIdentity;
import org.stellaops.signer.core.api.policy.ReleaseKey;
import org.stellaops.signer.core.api.policy.ReleaseRule;
import org.stellaops.signer.core.api.policy.ReleaseSigner;
import org.stellaops.signer.core.release.ReleaseReport.Form;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedContent;
import org.stellaops.signer.model.Revocation.RevokedIdentity;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.ArtifactRegistry.Attachment;
import org.stellaops.signer.ports.ArtifactRegistry.Layer;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignatureReader.Finding;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.ports.SignatureReader.Reading;

/**
 * Judges one signature by itself: is it by a release signer, and over exactly this image? Each
 * condition that fails has its own word. What another signature is worth changes nothing of it.
 */
final class SignatureJudge {

  private final SignatureReader reader;
  private final InstantSource clock;

  SignatureJudge(SignatureReader reader, InstantSource clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /** Judges what refers to the image. */
  SignatureFound judge(
      Digest image,
      String source,
      Referrer referrer,
      ReleaseRule rule,
      List<Revocation> revocations) {
    SignatureNote note = new SignatureNote(source, referrer.manifest(), Form.BUNDLE);
    return switch (referrer) {
      case Referrer.Intact intact -> bundle(image, note, intact, rule, revocations);
      case Referrer.Invalid(Digest manifest, String why) -> invalid(note, why);
    };
  }

  /** Judges one layer under one of cosign's tags. */
  SignatureFound judge(
      Digest image,
      String source,
      Attachment kind,
      Referrer referrer,
      ReleaseRule rule,
      List<Revocation> revocations) {
    Form form =
        switch (kind) {
          case SIGNATURES -> Form.SIMPLE_SIGNING;
          case ATTESTATIONS -> Form.ATTACHED_ENVELOPE;
        };
    SignatureNote note = new SignatureNote(source, referrer.manifest(), form);
    return switch (referrer) {
      case Referrer.Intact intact -> attached(image, note, intact, rule, revocations);
      case Referrer.Invalid(Digest manifest, String why) -> invalid(note, why);
    };
  }

  private static SignatureFound invalid(SignatureNote note, String why) {
    return note.nothing(
        "invalid-" + why, "The registry's content does not hold together: " + why + ".");
  }

  private SignatureFound bundle(
      Digest image,
      SignatureNote note,
      Referrer.Intact referrer,
      ReleaseRule rule,
      List<Revocation> revocations) {
    if (!referrer.artifactType().equals(DocumentTypes.SIGSTORE_BUNDLE)) {
      return note.nothing("artifact-type", "The referrer is of another type than a bundle.");
    }
    if (referrer.layers().size() != 1) {
      return note.nothing("layer-count", "A bundle is in a referrer with one layer.");
    }
    Layer layer = referrer.layers().get(0);
    if (!layer.mediaType().equals(DocumentTypes.SIGSTORE_BUNDLE)) {
      return note.nothing("layer-type", "The layer is of another type than a bundle.");
    }
    Reading reading = reader.read(layer.content(), List.copyOf(rule.keys()));
    return judged(image, note, reading, Format.SIGSTORE_BUNDLE, rule, revocations);
  }

  private SignatureFound attached(
      Digest image,
      SignatureNote note,
      Referrer.Intact referrer,
      ReleaseRule rule,
      List<Revocation> revocations) {
    boolean simple = note.form() == Form.SIMPLE_SIGNING;
    String type = simple ? DocumentTypes.SIMPLE_SIGNING : DocumentTypes.DSSE_ENVELOPE;
    Layer layer = referrer.layers().get(0);
    if (!layer.mediaType().equals(type)) {
      return note.nothing("layer-type", "The layer is no signature as the tag has them.");
    }
    Reading reading =
        reader.readAttached(
            layer.mediaType(), layer.content(), layer.annotations(), List.copyOf(rule.keys()));
    return judged(
        image,
        note,
        reading,
        simple ? Format.SIMPLE_SIGNING : Format.DSSE_ENVELOPE,
        rule,
        revocations);
  }

  private SignatureFound judged(
      Digest image,
      SignatureNote note,
      Reading reading,
      Format expected,
      ReleaseRule rule,
      List<Revocation> revocations) {
    return switch (reading) {
      case Reading.Malformed(String check, String why) -> note.nothing("malformed-" + check, why);
      case Reading.Unsupported(String check, String why, var rest) ->
          note.nothing("unsupported-" + check, why);
      case Reading.Read read -> {
        if (read.format() != expected || read.signatures().size() != 1) {
          yield note.nothing("malformed-form", "It is of another form than its place says.");
        }
        yield judged(image, note, read, rule, revocations);
      }
    };
  }

  private SignatureFound judged(
      Digest image,
      SignatureNote note,
      Reading.Read read,
      ReleaseRule rule,
      List<Revocation> revocations) {
    Finding finding = read.signatures().get(0);
    if (finding.by().isEmpty()) {
      return nobodys(note, finding);
    }
    SignatureNote signed = note.by(finding);
    Optional<Revocation> revoked =
        revocations.stream()
            .filter(each -> concerns(each, finding.by().get(), read))
            .filter(each -> !each.allows(finding.trustedTime()))
            .findFirst();
    if (revoked.isPresent()) {
      return signed.nothing(
          SignatureFound.REVOKED,
          revoked.get().what() + " is revoked from " + revoked.get().from() + " on.");
    }
    return switch (finding.by().get()) {
      case KeyIdentity(PinnedKey key) -> {
        // A reader's word for a key counts only if the key is one that we gave it.
        if (!rule.keys().contains(key)) {
          yield unknownKey(note);
        }
        Optional<ReleaseSigner> valid = valid(key, finding, rule);
        yield valid.isPresent()
            ? SignedClaim.judge(image, signed.countedFor(valid.get()), read, rule)
            : signed.nothing(
                "key-validity",
                finding.trustedTime().isPresent()
                    ? "The release key is not valid at the time of the signature."
                    : "The release key is not valid now, and nobody says when it signed.");
      }
      case CertificateIdentity certificate -> {
        Optional<ReleaseSigner> known = known(certificate, rule);
        yield known.isPresent()
            ? SignedClaim.judge(image, signed.countedFor(known.get()), read, rule)
            : signed.nothing(
                "unknown-identity", "The certificate is of no identity that signs releases.");
      }
    };
  }

  private static boolean concerns(Revocation revocation, SignerIdentity by, Reading.Read read) {
    return switch (revocation) {
      case RevokedKey revoked ->
          by instanceof KeyIdentity(PinnedKey key)
              && key.fingerprint().equals(revoked.fingerprint());
      case RevokedIdentity revoked ->
          by instanceof CertificateIdentity certificate
              && certificate.issuer().equals(revoked.issuer())
              && certificate.subject().equals(revoked.subject());
      case RevokedContent revoked -> signed(read).equals(revoked.paeDigest());
    };
  }

  /** The digest by which what is signed is named where it is revoked. */
  private static Digest signed(Reading.Read read) {
    return read.format() == Format.SIMPLE_SIGNING
        ? read.payload().sha256()
        : PreAuthEncoding.of(read.payloadType(), read.payload()).sha256();
  }

  private static SignatureFound unknownKey(SignatureNote note) {
    return note.nothing("unknown-key", "No release key made the signature over this content.");
  }

  /** The first check that keeps it from being anybody's. */
  private static SignatureFound nobodys(SignatureNote note, Finding finding) {
    Optional<Check> failed =
        finding.checks().stream()
            .filter(it -> it.outcome() == Outcome.FAILED || it.outcome() == Outcome.UNSUPPORTED)
            .findFirst();
    return failed.isEmpty() || failed.get().name().equals("signature")
        ? unknownKey(note)
        : note.nothing("untrusted-" + failed.get().name(), failed.get().detail());
  }

  private Optional<ReleaseSigner> valid(PinnedKey key, Finding finding, ReleaseRule rule) {
    return rule.signers().stream()
        .filter(signer ->
            signer instanceof ReleaseKey release
                && release.key().equals(key)
                && release.isValidAt(finding.trustedTime().orElseGet(clock::instant)))
        .findFirst();
  }

  /** The first that it is of: one certificate is one signer, however many patterns match it. */
  private static Optional<ReleaseSigner> known(CertificateIdentity certificate, ReleaseRule rule) {
    return rule.signers().stream()
        .filter(signer -> signer instanceof ReleaseIdentity it && it.is(certificate))
        .findFirst();
  }
}
