package org.stellaops.signer.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.intoto.Statement;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.Check;

/**
 * Says whether a DSSE envelope or a Sigstore bundle is a signed statement about one artifact. Opens
 * no socket and reads no file. Immutable, safe for concurrent use; memory is the document and its
 * payload.
 *
 * <p>It is {@link BundleVerification} with what most callers want: trust is given once, and no
 * statement passes that speaks of another artifact.
 */
public final class BundleVerifier {

  private final BundleVerification verification = BundleVerification.strict();
  private final TrustedKeys trusted;
  private final @Nullable String predicateType;

  private BundleVerifier(TrustedKeys trusted, @Nullable String predicateType) {
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
    return trusting(TrustedKeys.anyOf(List.of(keys)));
  }

  /** Trusts what enough of these keys signed. */
  public static BundleVerifier trusting(TrustedKeys keys) {
    return new BundleVerifier(keys, null);
  }

  /** The same, for statements of exactly this type; without this the type may be any. */
  public BundleVerifier ofType(String predicateType) {
    return new BundleVerifier(trusted, predicateType);
  }

  /** What a document is worth. */
  public sealed interface Verdict {

    /** Every check, in the order in which they were made, with what was seen. */
    List<Check> checks();
  }

  /**
   * Enough of those who are trusted signed this statement, and it speaks of the artifact.
   *
   * @param signers who of those that are trusted signed it, each once
   */
  public record Verified(Statement statement, List<SignerIdentity> signers, List<Check> checks)
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
   * @param artifact SHA-256 of what the statement must speak of, computed from the artifact itself
   */
  public Verdict verify(Bytes document, Digest artifact) {
    return verify(List.of(document), ArtifactDigests.of(artifact));
  }

  /**
   * Verifies documents whose signatures count together, because they are over the same payload.
   *
   * @param documents at least one
   */
  public Verdict verify(List<Bytes> documents, ArtifactDigests artifact) {
    BundleVerdict verdict =
        verification.verify(documents, trusted, new Expectations(artifact, predicateType));
    List<Check> checks = verdict.checks();
    return verdict.verified() && verdict.artifactCompared()
        ? new Verified(
            verdict.statement().orElseThrow(),
            verdict.signers().stream().<SignerIdentity>map(KeyIdentity::new).toList(),
            checks)
        : new NotVerified(checks);
  }
}
