package org.stellaops.signer.verify;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.SignatureReader.Format;

/**
 * The result of a verification: every check by name, in the order in which they were made, and what
 * they were made on. Verified means that none failed and the signature and statement checks passed.
 */
public final class BundleVerdict {

  /** What a good signature was found over. */
  record Proven(
      Format format, Bytes payload, List<PinnedKey> signers, Optional<InTotoStatement> statement) {}

  private final List<Check> checks;
  private final Optional<Proven> proven;

  BundleVerdict(List<Check> checks, Optional<Proven> proven) {
    this.checks = List.copyOf(checks);
    this.proven = proven;
  }

  public boolean verified() {
    return proven.flatMap(Proven::statement).isPresent()
        && checks.stream().noneMatch(check -> check.outcome() == Check.Outcome.FAILED);
  }

  public List<Check> checks() {
    return checks;
  }

  /** The document's form; empty unless a given key signed it. */
  public Optional<Format> format() {
    return proven.map(Proven::format);
  }

  /** The bytes that the signature covers, exactly; empty unless a given key signed them. */
  public Optional<Bytes> payload() {
    return proven.map(Proven::payload);
  }

  /** The given keys that signed, without repetition; empty if none did. */
  public List<PinnedKey> signers() {
    return proven.map(Proven::signers).orElse(List.of());
  }

  /** The signed statement; empty unless a given key signed it and it is well-formed. */
  public Optional<InTotoStatement> statement() {
    return proven.flatMap(Proven::statement);
  }
}
