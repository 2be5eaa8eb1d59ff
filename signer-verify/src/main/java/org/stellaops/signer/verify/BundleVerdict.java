package org.stellaops.signer.verify;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.intoto.Statement;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;

/**
 * The result of a verification: every check by name, in the order in which they were made, and what
 * they were made on. Verified means that none failed and the signature and statement checks passed.
 */
public final class BundleVerdict {

  /** What enough trusted keys signed. */
  record Proven(Bytes payload, Optional<Statement> statement) {}

  private final List<Check> checks;
  private final List<PinnedKey> signers;
  private final Optional<Proven> proven;

  BundleVerdict(List<Check> checks, List<PinnedKey> signers, Optional<Proven> proven) {
    this.checks = List.copyOf(checks);
    this.signers = List.copyOf(signers);
    this.proven = proven;
  }

  public boolean verified() {
    return statement().isPresent()
        && checks.stream().noneMatch(check -> has(check, Outcome.FAILED, Outcome.UNSUPPORTED));
  }

  /** Not verified, and only because something cannot be checked here. */
  public boolean unsupported() {
    return checks.stream().anyMatch(check -> has(check, Outcome.UNSUPPORTED))
        && checks.stream().noneMatch(check -> has(check, Outcome.FAILED));
  }

  /** Whether signed subjects were compared with an artifact, whatever came of it. */
  public boolean artifactCompared() {
    return checks.stream()
        .filter(check -> check.name().equals(StatementChecks.SUBJECT))
        .anyMatch(check -> has(check, Outcome.PASSED, Outcome.FAILED));
  }

  private static boolean has(Check check, Outcome... outcomes) {
    return List.of(outcomes).contains(check.outcome());
  }

  public List<Check> checks() {
    return checks;
  }

  /** The bytes that the signatures cover, exactly; empty unless enough trusted keys signed them. */
  public Optional<Bytes> payload() {
    return proven.map(Proven::payload);
  }

  /** The trusted keys that signed, each once, even if they are too few. */
  public List<PinnedKey> signers() {
    return signers;
  }

  /** The statement; empty unless enough trusted keys signed it and it is well-formed. */
  public Optional<Statement> statement() {
    return proven.flatMap(Proven::statement);
  }
}
