package org.stellaops.signer.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignatureReader.Finding;
import org.stellaops.signer.ports.SignatureReader.Reading;

/**
 * Verifies DSSE envelopes and Sigstore bundles with public keys, offline: the form, the signatures
 * over the pre-authentication encoding, then the statement and what is expected of it. A payload is
 * not looked at before enough trusted keys have signed it. What cannot be checked does not keep the
 * rest from being checked: a wrong signature is a no, whatever stands beside it.
 */
public final class BundleVerification {

  private final SignatureReader reader;

  public BundleVerification(SignatureReader reader) {
    this.reader = reader;
  }

  /** Verification with the strict reader of this module. */
  public static BundleVerification strict() {
    return new BundleVerification(new JsonSignatureReader());
  }

  /** Verifies one document; one good signature by one of {@code keys} is enough. */
  public BundleVerdict verify(Bytes document, List<PinnedKey> keys, Expectations expected) {
    return verify(List.of(document), TrustedKeys.anyOf(keys), expected);
  }

  /**
   * Verifies documents whose signatures count together, because they are over the same payload.
   *
   * @param documents each the JSON of an envelope or bundle, as it was received; at least one
   */
  public BundleVerdict verify(List<Bytes> documents, TrustedKeys trusted, Expectations expected) {
    List<Check> checks = new ArrayList<>();
    List<Reading.Read> read = new ArrayList<>();
    for (Bytes document : documents) {
      switch (reader.read(document, trusted.keys())) {
        case Reading.Malformed malformed ->
            checks.add(
                new Check("form", Outcome.FAILED, malformed.check() + ": " + malformed.why()));
        case Reading.Unsupported unsupported -> {
          unsupported.rest().ifPresent(rest -> addRead(rest, read, checks));
          checks.add(new Check(unsupported.check(), Outcome.UNSUPPORTED, unsupported.why()));
        }
        case Reading.Read well -> addRead(well, read, checks);
      }
    }
    boolean one = read.size() == documents.size() && haveOnePayload(read, checks);
    return one
        ? signed(read, trusted, expected, checks)
        : new BundleVerdict(checks, List.of(), Optional.empty());
  }

  private static void addRead(Reading.Read well, List<Reading.Read> read, List<Check> checks) {
    checks.add(new Check("form", Outcome.PASSED, formOf(well)));
    read.add(well);
  }

  private static String formOf(Reading.Read read) {
    return switch (read.format()) {
      case DSSE_ENVELOPE -> "A DSSE envelope with " + read.signatures().size() + " signature(s).";
      case SIGSTORE_BUNDLE -> "A Sigstore bundle signed with a plain key.";
    };
  }

  private static boolean haveOnePayload(List<Reading.Read> read, List<Check> checks) {
    if (read.size() == 1) {
      return true;
    }
    Reading.Read first = read.get(0);
    boolean same =
        read.stream()
            .allMatch(other ->
                other.payloadType().equals(first.payloadType())
                    && other.payload().equals(first.payload()));
    checks.add(
        Check.of(
            "same-payload",
            same,
            "The documents have the same payload.",
            "The documents have different payloads."));
    return same;
  }

  private static BundleVerdict signed(
      List<Reading.Read> read, TrustedKeys trusted, Expectations expected, List<Check> checks) {
    List<Finding> findings =
        read.stream().flatMap(document -> document.signatures().stream()).toList();
    List<PinnedKey> signers =
        trusted.keys().stream()
            .filter(key -> findings.stream().anyMatch(finding -> isBy(key, finding)))
            .toList();
    boolean enough = signers.size() >= trusted.threshold();
    for (PinnedKey key : trusted.keys()) {
      checks.add(signature(key, signers.contains(key), enough));
    }
    if (trusted.threshold() > 1) {
      String count = signers.size() + " of the trusted keys signed; ";
      String needed = trusted.threshold() + " must.";
      checks.add(Check.of("threshold", enough, count + needed, count + needed));
    }
    if (!enough) {
      StatementChecks.addUnsigned(checks);
      return new BundleVerdict(checks, signers, Optional.empty());
    }
    long others =
        findings.stream()
            .filter(finding -> signers.stream().noneMatch(key -> isBy(key, finding)))
            .count();
    if (others > 0) {
      checks.add(
          new Check(
              "other-signatures",
              Outcome.NOT_APPLICABLE,
              others + " signature(s) by other keys are not counted."));
    }
    return new BundleVerdict(
        checks, signers, Optional.of(StatementChecks.add(checks, read.get(0), expected)));
  }

  private static boolean isBy(PinnedKey key, Finding finding) {
    return finding.by().filter(identity -> isKey(key, identity)).isPresent();
  }

  private static boolean isKey(PinnedKey key, SignerIdentity identity) {
    return switch (identity) {
      case KeyIdentity(PinnedKey signer) -> signer.equals(key);
      case CertificateIdentity certificate -> false;
    };
  }

  private static Check signature(PinnedKey key, boolean signed, boolean enough) {
    String named = "the key " + key.fingerprint() + " (" + key.algorithm() + ").";
    if (signed) {
      return new Check("signature", Outcome.PASSED, "Made with " + named);
    }
    return new Check(
        "signature",
        enough ? Outcome.NOT_APPLICABLE : Outcome.FAILED,
        "No signature over this payload was made with " + named + otherUse(key.algorithm()));
  }

  private static String otherUse(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ECDSA_P384_SHA384 -> " A P-384 key is used with SHA-384 only, not with SHA-256.";
      case ECDSA_P521_SHA512 -> " A P-521 key is used with SHA-512 only, not with SHA-256.";
      case RSA_PKCS1_SHA256 -> " An RSA key may be used by rsa-pss-sha256: that has to be said.";
      case RSA_PSS_SHA256 -> " An RSA key may be used by rsa-pkcs1-sha256.";
      default -> "";
    };
  }
}
