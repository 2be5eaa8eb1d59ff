package org.stellaops.signer.core.release;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.AllowedRelease;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Labels;

/**
 * Why the release gate said yes.
 *
 * @param image the image judged; null if none was
 * @param source where the signature was found, {@code allow-list}, or {@code approval:} and the
 *     approval's id; null if nothing was looked up
 * @param key fingerprint of the release key that signed; null if no signature by a key decided
 * @param issuer who vouches for the identity that signed; null if no certificate decided
 * @param subject that identity
 * @param allowed the entry of the allow-list that decided; null if none did
 * @param foundAt when the sources were asked last, where none of them can be asked now; null if
 *     they were
 * @param index what the signature is of, where that is an index that lists the image; null where it
 *     is of the image
 */
public record ReleaseVerdict(
    Kind kind,
    @Nullable Digest image,
    @Nullable String source,
    @Nullable Digest key,
    @Nullable String issuer,
    @Nullable String subject,
    @Nullable AllowedRelease allowed,
    @Nullable Instant foundAt,
    @Nullable Digest index) {

  /** A yes that a source was asked for, if anyone was. */
  public ReleaseVerdict(
      Kind kind,
      @Nullable Digest image,
      @Nullable String source,
      @Nullable Digest key,
      @Nullable String issuer,
      @Nullable String subject) {
    this(kind, image, source, key, issuer, subject, null, null, null);
  }

  /** A yes for which no certificate decided. */
  public ReleaseVerdict(
      Kind kind, @Nullable Digest image, @Nullable String source, @Nullable Digest key) {
    this(kind, image, source, key, null, null);
  }

  /** The kinds of yes, strongest first. */
  public enum Kind {
    /** Release-signed, and the caller's token says that it runs this image. */
    ATTESTED,
    /** On the tenant's allow-list, and the caller's token says that it runs this image. */
    ALLOW_LISTED,
    /** Let pass for a time by a person, and the caller's token says that it runs this image. */
    APPROVED,
    /**
     * Release-signed when the sources were asked last; now none of them can be, and policy accepts
     * that for a time. The caller's token says that it runs this image.
     */
    STALE,
    /** Release-signed or allow-listed, but only the request's body says that it is this image. */
    ASSERTED,
    /** The tenant's policy asks for no release with this predicate type. */
    NOT_REQUIRED;

    /** The form in answers, records and metrics: {@code not-required}. */
    public String label() {
      return Labels.of(this);
    }
  }
}
