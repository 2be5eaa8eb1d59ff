package org.stellaops.signer.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.ports.SignatureReader.Finding;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.verify.BundleVerdict.SignedBy;
import org.stellaops.signer.verify.trust.WindowedKey;

/** Which of the trusted signers signed, and whether they are enough. */
final class SignerChecks {

  private final List<Examined.Found> found;
  private final TrustedSigners trusted;
  private final List<PinnedKey> keys;

  /** By identity: each finding is one signature, whatever was found of it. */
  private final Set<Finding> counted = Collections.newSetFromMap(new IdentityHashMap<>());

  private final SignedBy signedBy;
  private final List<ExpectedIdentity> signedIdentities = new ArrayList<>();

  SignerChecks(List<Examined.Found> found, TrustedSigners trusted) {
    this.found = found;
    this.trusted = trusted;
    this.keys = trusted.keys().stream().map(WindowedKey::key).distinct().toList();
    this.signedBy = count();
  }

  private SignedBy count() {
    Set<PinnedKey> signed = new LinkedHashSet<>();
    for (PinnedKey key : keys) {
      for (Finding finding : findings()) {
        if (finding.by().filter(by -> isKey(key, by)).isPresent()) {
          signed.add(key);
          counted.add(finding);
        }
      }
    }
    List<CertificateIdentity> certificates = new ArrayList<>();
    for (ExpectedIdentity identity : trusted.identities()) {
      boolean first = true;
      for (Finding finding : findings()) {
        if (finding.by().orElse(null) instanceof CertificateIdentity certificate
            && identity.is(certificate)) {
          counted.add(finding);
          if (first) {
            certificates.add(certificate);
            signedIdentities.add(identity);
            first = false;
          }
        }
      }
    }
    Optional<Instant> time =
        counted.stream().flatMap(it -> it.trustedTime().stream()).min(Instant::compareTo);
    return new SignedBy(List.copyOf(signed), certificates, time);
  }

  private List<Finding> findings() {
    return found.stream().flatMap(document -> document.findings().stream()).toList();
  }

  private static boolean isKey(PinnedKey key, SignerIdentity identity) {
    return switch (identity) {
      case KeyIdentity(PinnedKey signer) -> signer.equals(key);
      case CertificateIdentity certificate -> false;
    };
  }

  SignedBy signedBy() {
    return signedBy;
  }

  /** Adds what was checked of the signatures and signers; true if enough of these signed. */
  boolean add(List<Check> checks) {
    boolean enough = signedBy.count() >= trusted.threshold();
    for (Examined.Found document : found) {
      for (Finding finding : document.findings()) {
        if (!enough || counted.contains(finding) || document.format() == Format.SIGSTORE_BUNDLE) {
          finding.checks().stream()
              .filter(check -> document.certified() || !check.name().equals(CheckList.SIGNATURE))
              .forEach(checks::add);
        } else {
          finding.checks().stream()
              .filter(SignerChecks::isRevoked)
              .map(check -> new Check(check.name(), Outcome.NOT_APPLICABLE, check.detail()))
              .forEach(checks::add);
        }
      }
    }
    for (PinnedKey key : keys) {
      checks.add(signature(key, signedBy.keys().contains(key), enough));
    }
    for (ExpectedIdentity identity : trusted.identities()) {
      checks.add(identity(identity, signedIdentities.contains(identity), enough));
    }
    if (trusted.threshold() > 1) {
      String kind = trusted.identities().isEmpty() ? "keys" : "signers";
      String count = signedBy.count() + " of the trusted " + kind + " signed; ";
      String needed = trusted.threshold() + " must.";
      checks.add(Check.of("threshold", enough, count + needed, count + needed));
    }
    return enough;
  }

  /** Mentions signatures that did not count. */
  void addOthers(List<Check> checks) {
    long others = findings().stream().filter(finding -> !counted.contains(finding)).count();
    if (others > 0) {
      checks.add(
          new Check(
              "other-signatures",
              Outcome.NOT_APPLICABLE,
              others + " signature(s) by other keys are not counted."));
    }
  }

  private static boolean isRevoked(Check check) {
    return check.name().equals(RevocationExaminer.CHECK) && check.outcome() != Outcome.PASSED;
  }

  private Check identity(ExpectedIdentity identity, boolean signed, boolean enough) {
    if (signed) {
      return new Check(
          "identity", Outcome.PASSED, "Signed with a certificate of " + identity + ".");
    }
    Optional<CertificateIdentity> other =
        findings().stream()
            .flatMap(finding -> finding.by().stream())
            .filter(CertificateIdentity.class::isInstance)
            .map(CertificateIdentity.class::cast)
            .findFirst();
    String instead =
        other
            .map(it ->
                " There is one of "
                    + Shown.text(it.subject())
                    + " by "
                    + Shown.text(it.issuer())
                    + ".")
            .orElse("");
    return new Check(
        "identity",
        enough ? Outcome.NOT_APPLICABLE : Outcome.FAILED,
        "No good signature with a certificate of " + identity + "." + instead);
  }

  private Check signature(PinnedKey key, boolean signed, boolean enough) {
    String named = "the key " + key.fingerprint() + " (" + key.algorithm() + ").";
    if (signed) {
      return new Check(CheckList.SIGNATURE, Outcome.PASSED, "Made with " + named);
    }
    if (findings().stream().anyMatch(it -> isMadeWith(key, it))) {
      return new Check(
          CheckList.SIGNATURE,
          enough ? Outcome.NOT_APPLICABLE : Outcome.FAILED,
          "Made with " + named + " It does not count, for what failed above.");
    }
    if (findings().stream().flatMap(it -> it.checks().stream()).anyMatch(SignerChecks::isRevoked)) {
      return new Check(
          CheckList.SIGNATURE,
          enough ? Outcome.NOT_APPLICABLE : Outcome.FAILED,
          "No signature that counts was made with " + named);
    }
    return new Check(
        CheckList.SIGNATURE,
        enough ? Outcome.NOT_APPLICABLE : Outcome.FAILED,
        "No signature over this payload was made with " + named + otherUse(key.algorithm()));
  }

  private static boolean isMadeWith(PinnedKey key, Finding finding) {
    return finding.made().filter(made -> made.key().equals(key)).isPresent();
  }

  private static String otherUse(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ECDSA_P384_SHA384 -> " A P-384 key is used with SHA-384 only, not with SHA-256.";
      case ECDSA_P521_SHA512 -> " A P-521 key is used with SHA-512 only, not with SHA-256.";
      case RSA_PKCS1_SHA256 ->
          " An RSA key may be used by rsa-pss-sha256: that has to be said"
              + " (stella verify --algorithm rsa-pss-sha256).";
      case RSA_PSS_SHA256 -> " An RSA key may be used by rsa-pkcs1-sha256.";
      default -> "";
    };
  }
}
