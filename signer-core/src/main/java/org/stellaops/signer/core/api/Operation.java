package org.stellaops.signer.core.api;

/**
 * What an identified caller may ask for. Every operation has the scope that its token must carry
 * and the label by which records, metrics and idempotency keys name it. A new operation is one
 * record here; the compiler then leads to these two, and to the one switch that runs it.
 */
public sealed interface Operation {

  /** The scope that the access token must carry. */
  default String scope() {
    return switch (this) {
      case SignStatement it -> "signer.sign";
      case SignExport it -> "signer.sign";
      case VerifyReferrers it -> "signer.verify";
      case VerifyBundle it -> "signer.verify";
      case ListKeys it -> "signer.keys";
      case ChangeKey it -> "signer.keys";
      case ReadSeal it -> "signer.seal";
      case Seal it -> "signer.seal";
      case Unseal it -> "signer.seal";
      case RequestApproval it -> "signer.sign";
      case ListApprovals it -> "signer.approve";
      case DecideApproval it -> "signer.approve";
      case AskApproval it -> "signer.approve";
      case ListSecurityKeys it -> "signer.approve";
      case OfferSecurityKey it -> "signer.approve";
      case RegisterSecurityKey it -> "signer.approve";
      case AskSecurityKey it -> "signer.approve";
      case ChangeSecurityKey it -> "signer.approve";
      case ReadBypass it -> "signer.approve";
      case OpenBypass it -> "signer.approve";
      case EndBypass it -> "signer.approve";
      case ReadAudit it -> "signer.audit";
      case ListDecisions it -> "signer.audit";
    };
  }

  /** The stable form in records, metrics and idempotency scopes: {@code sign-dsse}. */
  default String label() {
    return switch (this) {
      case SignStatement it -> "sign-dsse";
      case SignExport it -> "sign-export";
      case VerifyReferrers it -> "verify-referrers";
      case VerifyBundle it -> "verify-bundle";
      case ListKeys it -> "list-keys";
      case ChangeKey it -> it.verb() + "-key";
      case ReadSeal it -> "read-seal";
      case Seal it -> "seal";
      case Unseal it -> "unseal";
      case RequestApproval it -> "request-approval";
      case ListApprovals it -> "list-approvals";
      case DecideApproval it -> it.verb() + "-approval";
      case AskApproval it -> "challenge-approval";
      case ListSecurityKeys it -> "list-security-keys";
      case OfferSecurityKey it -> "offer-security-key";
      case RegisterSecurityKey it -> "register-security-key";
      case AskSecurityKey it -> "challenge-security-key";
      case ChangeSecurityKey it -> it.verb() + "-security-key";
      case ReadBypass it -> "read-bypass";
      case OpenBypass it -> "open-bypass";
      case EndBypass it -> "end-bypass";
      case ReadAudit it -> "audit";
      case ListDecisions it -> "list-decisions";
    };
  }

  /** Signs a statement: {@code POST /sign/dsse}. The request's body says what is signed. */
  record SignStatement() implements Operation {}

  /**
   * Signs an export: {@code POST /sign/export}. The request's body says what it consists of; the
   * documents that are signed are composed here.
   */
  record SignExport() implements Operation {}

  /**
   * Tells the release verdict of an image and every signature found for it.
   *
   * @param imageDigest as the caller wrote it, unchecked
   */
  record VerifyReferrers(String imageDigest) implements Operation {}

  /** Gives a verdict on envelopes and bundles. The request's body has them, and what is asked. */
  record VerifyBundle() implements Operation {}

  /** Tells the keys of the caller's tenant, and their life. */
  record ListKeys() implements Operation {}

  /** Tells the latest decisions about requests of the caller's tenant. */
  record ListDecisions() implements Operation {}

  /**
   * Changes the life of a key of the caller's tenant. The request's body says why.
   *
   * @param verb {@code prepare}, {@code activate}, {@code retire}, {@code suspend}, {@code resume}
   *     or {@code revoke}
   * @param key as the caller wrote it, unchecked
   */
  record ChangeKey(String verb, String key) implements Operation {}

  /** Tells whether all signing is stopped, and who did what about it. */
  record ReadSeal() implements Operation {}

  /** Stops all signing. The request's body says why. */
  record Seal() implements Operation {}

  /** Lets signing go on, once two persons ask for it. The request's body says why. */
  record Unseal() implements Operation {}

  /** Asks that an image may pass without a release signature. The request's body says which. */
  record RequestApproval() implements Operation {}

  /** Tells which images people let pass, and which wait for a decision. */
  record ListApprovals() implements Operation {}

  /**
   * Decides whether an image may pass without a release signature. The request's body says why.
   *
   * @param verb {@code approve}, {@code deny} or {@code revoke}
   * @param approval as the caller wrote it, unchecked
   */
  record DecideApproval(String verb, String approval) implements Operation {}

  /**
   * Asks for something to sign with a security key: a decision on an approval. The request's body
   * says which.
   *
   * @param approval as the caller wrote it, unchecked
   */
  record AskApproval(String approval) implements Operation {}

  /** Tells the security keys of the caller's tenant. */
  record ListSecurityKeys() implements Operation {}

  /** Begins to register a security key of the caller's. */
  record OfferSecurityKey() implements Operation {}

  /** Registers a security key of the caller's. The request's body is what the key said. */
  record RegisterSecurityKey() implements Operation {}

  /**
   * Asks for something to sign with a security key: a change of this one. The request's body says
   * which.
   *
   * @param key as the caller wrote it, unchecked
   */
  record AskSecurityKey(String key) implements Operation {}

  /**
   * Changes the life of a security key of the caller's tenant. The request's body says why.
   *
   * @param verb {@code confirm} or {@code revoke}
   * @param key as the caller wrote it, unchecked
   */
  record ChangeSecurityKey(String verb, String key) implements Operation {}

  /** Tells which emergency bypasses of the Proof of Entitlement there are. */
  record ReadBypass() implements Operation {}

  /** Opens an emergency bypass. The request's body is the record that two persons signed. */
  record OpenBypass() implements Operation {}

  /**
   * Ends an emergency bypass. The request's body says why.
   *
   * @param bypass as the caller wrote it, unchecked
   */
  record EndBypass(String bypass) implements Operation {}

  /**
   * Reads the records of one request of the caller's own tenant.
   *
   * @param auditId as the caller wrote it, unchecked
   */
  record ReadAudit(String auditId) implements Operation {}
}
