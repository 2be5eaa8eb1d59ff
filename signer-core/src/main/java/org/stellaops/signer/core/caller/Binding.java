package org.stellaops.signer.core.caller;

import java.util.Optional;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;

/** What ties a caller to its request, so that a stolen token alone is worth nothing. */
public sealed interface Binding {

  /**
   * A DPoP proof (RFC 9449) of the token's key.
   *
   * @param jkt the key that the token names and the proof was made with
   * @param claim what the journal claims, so that the proof is good once
   * @param bodyDigest SHA-256 of the body that the proof's {@code content-digest} claim names
   */
  record Dpop(Thumbprint jkt, ProofClaim claim, Optional<Digest> bodyDigest) implements Binding {}

  /**
   * A client certificate of the connection (RFC 8705).
   *
   * @param x5t SHA-256 thumbprint of the certificate
   */
  record MutualTls(Thumbprint x5t) implements Binding {}

  /** The embedding application vouches for the caller: there is neither token nor proof. */
  record Embedded() implements Binding {}

  /** The word in audit records. */
  default String word() {
    return switch (this) {
      case Dpop dpop -> "dpop";
      case MutualTls tls -> "mtls";
      case Embedded embedded -> "embedded";
    };
  }

  /** The key that the caller proved to hold by DPoP. */
  default Optional<Thumbprint> proofKey() {
    return switch (this) {
      case Dpop dpop -> Optional.of(dpop.jkt());
      case MutualTls tls -> Optional.empty();
      case Embedded embedded -> Optional.empty();
    };
  }

  /** SHA-256 that the body must have; empty if the caller bound none. */
  default Optional<Digest> contentDigest() {
    return switch (this) {
      case Dpop dpop -> dpop.bodyDigest();
      case MutualTls tls -> Optional.empty();
      case Embedded embedded -> Optional.empty();
    };
  }

  /** What must be claimed before the request is opened. */
  default Optional<ProofClaim> proofClaim() {
    return switch (this) {
      case Dpop dpop -> Optional.of(dpop.claim());
      case MutualTls tls -> Optional.empty();
      case Embedded embedded -> Optional.empty();
    };
  }
}
