package org.stellaops.signer.core.release;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.ReleaseSigner;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.model.SignerIdentity;

/**
 * What the sources hold about one image. Sources after those that made it a release are not
 * searched.
 *
 * @param signatures every signature and attestation found, source by source, in each source's order
 */
public record ReleaseReport(Digest image, Conclusion conclusion, List<SignatureFound> signatures) {

  /** What it comes to. */
  public enum Conclusion {
    TRUSTED,
    /** A source holds more than we read, so that what is missing may be among the rest. */
    TOO_MANY_REFERRERS,
    /** Some release signers signed it, and fewer than must. */
    TOO_FEW_SIGNERS,
    /** Enough signed it, and an attestation that there must be is missing. */
    ATTESTATION_MISSING,
    /** Release signers signed it, and state no version or one that is too old. */
    RELEASE_TOO_OLD,
    NO_TRUSTED_SIGNATURE,
    UNSIGNED,
    /** Nowhere to look. */
    NO_SOURCE;

    /** The form in answers and records. */
    public String label() {
      return Labels.of(this);
    }
  }

  /** How a signature is kept. */
  public enum Form {
    /** A Sigstore bundle in a referrer. */
    BUNDLE,
    /** A layer under the tag {@code .sig}. */
    SIMPLE_SIGNING,
    /** A layer under the tag {@code .att}. */
    ATTACHED_ENVELOPE;

    /** The form in answers. */
    public String label() {
      return Labels.of(this);
    }
  }

  /**
   * One signature, or what claims to be one.
   *
   * @param source the source's configured name
   * @param manifest digest of the manifest that has it
   * @param signer whose it is, release signer or not; null if nobody's that could be told
   * @param counted the release signer that it counts for; null for none
   * @param predicateType what is stated; null where nothing is, or nothing was looked at
   * @param time when it was made, as somebody trusted says; null if nobody does
   * @param finding {@code trusted} for a release signature that counts, {@code attested} for an
   *     attestation that does, or a stable word that says why it counts for nothing
   * @param detail one sentence of the same
   */
  public record SignatureFound(
      String source,
      Digest manifest,
      Form form,
      @Nullable SignerIdentity signer,
      @Nullable ReleaseSigner counted,
      @Nullable String predicateType,
      @Nullable Instant time,
      String finding,
      String detail) {

    static final String TRUSTED = "trusted";
    static final String ATTESTED = "attested";
    static final String REVOKED = "revoked";

    /** Whether it is a release signature that counts. */
    public boolean trusted() {
      return finding.equals(TRUSTED);
    }

    /** Whether it is an attestation that there must be. */
    public boolean attested() {
      return finding.equals(ATTESTED);
    }

    /** Fingerprint of the release key that signed; null if none did. */
    public @Nullable Digest key() {
      return signer instanceof KeyIdentity(var key) ? key.fingerprint() : null;
    }

    /** The certificate that signed; empty if none did. */
    public Optional<CertificateIdentity> certificate() {
      return signer instanceof CertificateIdentity certificate
          ? Optional.of(certificate)
          : Optional.empty();
    }
  }

  public ReleaseReport {
    signatures = List.copyOf(signatures);
    boolean found = signatures.stream().anyMatch(SignatureFound::trusted);
    if (!found && conclusion == Conclusion.TRUSTED) {
      throw new IllegalArgumentException("trusted is what holds a trusted signature");
    }
  }

  /** The first signature of those that decided; empty unless trusted. */
  public Optional<SignatureFound> decisive() {
    return conclusion == Conclusion.TRUSTED
        ? signatures.stream().filter(SignatureFound::trusted).findFirst()
        : Optional.empty();
  }
}
