package org.stellaops.signer.verify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.intoto.Statement;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.Check;

/**
 * Says whether a DSSE envelope or a Sigstore bundle is signed by somebody who is trusted, and about
 * one artifact. Opens no socket and reads no file. Immutable, safe for concurrent use; memory is
 * the document and its payload.
 *
 * <p>It is {@link BundleVerification} with what most callers want: trust is given once, and nothing
 * passes that speaks of another artifact.
 */
public final class BundleVerifier {

  private final BundleVerification verification;
  private final TrustedSigners trusted;
  private final @Nullable String predicateType;

  private BundleVerifier(
      BundleVerification verification, TrustedSigners trusted, @Nullable String predicateType) {
    this.verification = verification;
    this.trusted = trusted;
    this.predicateType = predicateType;
  }

  /**
   * Trusts what any one of these keys signed.
   *
   * @param keys read by {@link PinnedKey#parsePem}; at least one
   * @throws IllegalArgumentException if there is none
   */
  public static BundleVerifier trusting(PinnedKey... keys) {
    return trusting(
        BundleVerification.strict(), TrustedSigners.of(TrustedKeys.anyOf(List.of(keys))));
  }

  /**
   * Trusts what any one of these identities signed with a certificate.
   *
   * @param trust whose certificates, logs and timestamps count, and which of them there must be
   * @param identities at least one
   * @throws IllegalArgumentException if there is none
   */
  public static BundleVerifier trusting(MaterialTrust trust, ExpectedIdentity... identities) {
    return trusting(
        BundleVerification.trusting(trust), TrustedSigners.anyIdentity(List.of(identities)));
  }

  /** Trusts what enough of these signed: keys with their validity, identities, a threshold. */
  public static BundleVerifier trusting(BundleVerification verification, TrustedSigners signers) {
    return new BundleVerifier(verification, signers, null);
  }

  /**
   * The same, for statements of exactly this type. Without this the type may be any, and a
   * signature may be over a file in place of a statement.
   */
  public BundleVerifier ofType(String predicateType) {
    return new BundleVerifier(verification, trusted, predicateType);
  }

  /** What a document is worth. */
  public sealed interface Verdict {

    /** Every check, in the order in which they were made, with what was seen. */
    List<Check> checks();
  }

  /**
   * Enough of those who are trusted signed it, and it is about the artifact.
   *
   * @param statement what was signed; empty for a signature over the artifact itself
   * @param signers who signed, of those that are trusted, each once
   * @param time the earliest that somebody trusted says of a signature; empty if nobody does
   */
  public record Verified(
      Optional<Statement> statement,
      List<SignerIdentity> signers,
      Optional<Instant> time,
      List<Check> checks)
      implements Verdict {

    public Verified {
      signers = List.copyOf(signers);
      checks = List.copyOf(checks);
    }
  }

  /**
   * Nothing of the document may be believed: at least one of the checks failed, or cannot be made
   * here.
   */
  public record NotVerified(List<Check> checks) implements Verdict {

    public NotVerified {
      checks = List.copyOf(checks);
    }
  }

  /**
   * Verifies one document.
   *
   * @param document its JSON, as it was received; never refused by an exception
   * @param artifact SHA-256 of what it must be about, computed from the artifact itself
   */
  public Verdict verify(Bytes document, Digest artifact) {
    return verify(List.of(document), ArtifactDigests.of(artifact));
  }

  /**
   * Verifies documents whose signatures count together, because they are over the same content.
   *
   * @param documents at least one
   */
  public Verdict verify(List<Bytes> documents, ArtifactDigests artifact) {
    BundleVerdict verdict =
        verification.verify(documents, trusted, new Expectations(artifact, predicateType));
    List<Check> checks = verdict.checks();
    return verdict.verified() && verdict.artifactCompared()
        ? new Verified(verdict.statement(), signers(verdict), verdict.trustedTime(), checks)
        : new NotVerified(checks);
  }

  private static List<SignerIdentity> signers(BundleVerdict verdict) {
    return Stream.<SignerIdentity>concat(
            verdict.signers().stream().map(KeyIdentity::new), verdict.identities().stream())
        .toList();
  }
}
