package org.stellaops.signer.verify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.intoto.Statement;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;

/**
 * The result of a verification: every check by name, in the order in which they were made, and what
 * they were made on. Verified means that none failed and the signature and statement checks passed.
 */
public final class BundleVerdict {

  /** What enough trusted signers signed. */
  record Proven(Optional<Bytes> payload, Optional<Statement> statement) {}

  /**
   * Who signed, of those that are trusted, each once.
   *
   * @param trustedTime the earliest time that somebody trusted says of a signature
   */
  record SignedBy(
      List<PinnedKey> keys, List<CertificateIdentity> identities, Optional<Instant> trustedTime) {

    static final SignedBy NOBODY = new SignedBy(List.of(), List.of(), Optional.empty());

    SignedBy {
      keys = List.copyOf(keys);
      identities = List.copyOf(identities);
    }

    int count() {
      return keys.size() + identities.size();
    }
  }

  private static final List<String> COMPARISONS =
      List.of(StatementChecks.SUBJECT, StatementChecks.ARTIFACT);

  private final List<Check> checks;
  private final SignedBy signers;
  private final Optional<Proven> proven;

  BundleVerdict(List<Check> checks, SignedBy signers, Optional<Proven> proven) {
    this.checks = List.copyOf(checks);
    this.signers = signers;
    this.proven = proven;
  }

  public boolean verified() {
    return proven.isPresent()
        && checks.stream().noneMatch(check -> has(check, Outcome.FAILED, Outcome.UNSUPPORTED));
  }

  /** Whether enough trusted signers signed it, whatever the other checks say. */
  boolean isProven() {
    return proven.isPresent();
  }

  /** Not verified, and only because something cannot be checked here. */
  public boolean unsupported() {
    return checks.stream().anyMatch(check -> has(check, Outcome.UNSUPPORTED))
        && checks.stream().noneMatch(check -> has(check, Outcome.FAILED));
  }

  /** Whether signed content was compared with an artifact, whatever came of it. */
  public boolean artifactCompared() {
    return checks.stream()
        .filter(check -> COMPARISONS.contains(check.name()))
        .anyMatch(check -> has(check, Outcome.PASSED, Outcome.FAILED));
  }

  private static boolean has(Check check, Outcome... outcomes) {
    return List.of(outcomes).contains(check.outcome());
  }

  public List<Check> checks() {
    return checks;
  }

  /**
   * The bytes that the signatures cover, exactly; empty unless enough trusted signers signed them,
   * and for a signature over a file, which the document does not have.
   */
  public Optional<Bytes> payload() {
    return proven.flatMap(Proven::payload);
  }

  /** The trusted keys that signed, each once, even if they are too few. */
  public List<PinnedKey> signers() {
    return signers.keys();
  }

  /** The certificates of trusted identities that signed, even if they are too few. */
  public List<CertificateIdentity> identities() {
    return signers.identities();
  }

  /**
   * The earliest time that somebody trusted says of a signature that counts; empty if nobody does.
   */
  public Optional<Instant> trustedTime() {
    return signers.trustedTime();
  }

  /** The statement; empty unless enough trusted signers signed it and it is well-formed. */
  public Optional<Statement> statement() {
    return proven.flatMap(Proven::statement);
  }
}
