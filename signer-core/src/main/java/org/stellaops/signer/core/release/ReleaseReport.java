package org.stellaops.signer.core.release;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Labels;

/**
 * What the sources hold about one image. Sources after the first with a trusted signature are not
 * searched.
 *
 * @param signatures every signature found, source by source, in each source's order
 */
public record ReleaseReport(Digest image, Conclusion conclusion, List<SignatureFound> signatures) {

  /** What it comes to. */
  public enum Conclusion {
    TRUSTED,
    /** A source holds more than we read, so that a trusted signature may be among the rest. */
    TOO_MANY_REFERRERS,
    NO_TRUSTED_SIGNATURE,
    UNSIGNED,
    /** Nowhere to look. */
    NO_SOURCE;

    /** The form in answers and records. */
    public String label() {
      return Labels.of(this);
    }
  }

  /**
   * One referrer that is, or claims to be, a signature.
   *
   * @param source the source's configured name
   * @param manifest digest of the referring manifest
   * @param key fingerprint of the trusted key that made the signature; null if none did
   * @param finding {@code trusted}, or a stable word that says why it counts for nothing
   */
  public record SignatureFound(
      String source, Digest manifest, @Nullable Digest key, String finding) {

    static final String TRUSTED = "trusted";

    public boolean trusted() {
      return finding.equals(TRUSTED);
    }
  }

  public ReleaseReport {
    signatures = List.copyOf(signatures);
    boolean found = signatures.stream().anyMatch(SignatureFound::trusted);
    if (found != (conclusion == Conclusion.TRUSTED)) {
      throw new IllegalArgumentException("trusted is what holds a trusted signature");
    }
  }

  /** The signature that decided; empty unless trusted. */
  public Optional<SignatureFound> decisive() {
    return signatures.stream().filter(SignatureFound::trusted).findFirst();
  }
}
