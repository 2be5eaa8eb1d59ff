package org.stellaops.signer.core.api;

/**
 * What an identified caller may ask for. Every operation has the scope that its token must carry
 * and the label by which records, metrics and idempotency keys name it. A new operation is one
 * record here; the compiler then leads to the one switch that runs it.
 */
public sealed interface Operation {

  /** The scope that the access token must carry. */
  String scope();

  /** The stable form in records, metrics and idempotency scopes: {@code sign-dsse}. */
  String label();

  /** Signs a statement: {@code POST /sign/dsse}. The request's body says what is signed. */
  record SignStatement() implements Operation {
    @Override
    public String scope() {
      return "signer.sign";
    }

    @Override
    public String label() {
      return "sign-dsse";
    }
  }

  /**
   * Signs an export: {@code POST /sign/export}. The request's body says what it consists of; the
   * documents that are signed are composed here.
   */
  record SignExport() implements Operation {
    @Override
    public String scope() {
      return "signer.sign";
    }

    @Override
    public String label() {
      return "sign-export";
    }
  }

  /**
   * Tells the release verdict of an image and every signature found for it.
   *
   * @param imageDigest as the caller wrote it, unchecked
   */
  record VerifyReferrers(String imageDigest) implements Operation {
    @Override
    public String scope() {
      return "signer.verify";
    }

    @Override
    public String label() {
      return "verify-referrers";
    }
  }

  /** Gives a verdict on envelopes and bundles. The request's body has them, and what is asked. */
  record VerifyBundle() implements Operation {
    @Override
    public String scope() {
      return "signer.verify";
    }

    @Override
    public String label() {
      return "verify-bundle";
    }
  }

  /** Tells the keys of the caller's tenant, and their life. */
  record ListKeys() implements Operation {
    @Override
    public String scope() {
      return "signer.keys";
    }

    @Override
    public String label() {
      return "list-keys";
    }
  }

  /**
   * Changes the life of a key of the caller's tenant. The request's body says why.
   *
   * @param verb {@code prepare}, {@code activate}, {@code retire}, {@code suspend}, {@code resume}
   *     or {@code revoke}
   * @param key as the caller wrote it, unchecked
   */
  record ChangeKey(String verb, String key) implements Operation {
    @Override
    public String scope() {
      return "signer.keys";
    }

    @Override
    public String label() {
      return verb + "-key";
    }
  }

  /** Tells whether all signing is stopped, and who did what about it. */
  record ReadSeal() implements Operation {
    @Override
    public String scope() {
      return "signer.seal";
    }

    @Override
    public String label() {
      return "read-seal";
    }
  }

  /** Stops all signing. The request's body says why. */
  record Seal() implements Operation {
    @Override
    public String scope() {
      return "signer.seal";
    }

    @Override
    public String label() {
      return "seal";
    }
  }

  /** Lets signing go on, once two persons ask for it. The request's body says why. */
  record Unseal() implements Operation {
    @Override
    public String scope() {
      return "signer.seal";
    }

    @Override
    public String label() {
      return "unseal";
    }
  }

  /** Asks that an image may pass without a release signature. The request's body says which. */
  record RequestApproval() implements Operation {
    @Override
    public String scope() {
      return "signer.sign";
    }

    @Override
    public String label() {
      return "request-approval";
    }
  }

  /** Tells which images people let pass, and which wait for a decision. */
  record ListApprovals() implements Operation {
    @Override
    public String scope() {
      return "signer.approve";
    }

    @Override
    public String label() {
      return "list-approvals";
    }
  }

  /**
   * Decides whether an image may pass without a release signature. The request's body says why.
   *
   * @param verb {@code approve}, {@code deny} or {@code revoke}
   * @param approval as the caller wrote it, unchecked
   */
  record DecideApproval(String verb, String approval) implements Operation {
    @Override
    public String scope() {
      return "signer.approve";
    }

    @Override
    public String label() {
      return verb + "-approval";
    }
  }

  /** Tells which emergency bypasses of the Proof of Entitlement there are. */
  record ReadBypass() implements Operation {
    @Override
    public String scope() {
      return "signer.approve";
    }

    @Override
    public String label() {
      return "read-bypass";
    }
  }

  /** Opens an emergency bypass. The request's body is the record that two persons signed. */
  record OpenBypass() implements Operation {
    @Override
    public String scope() {
      return "signer.approve";
    }

    @Override
    public String label() {
      return "open-bypass";
    }
  }

  /**
   * Ends an emergency bypass. The request's body says why.
   *
   * @param bypass as the caller wrote it, unchecked
   */
  record EndBypass(String bypass) implements Operation {
    @Override
    public String scope() {
      return "signer.approve";
    }

    @Override
    public String label() {
      return "end-bypass";
    }
  }

  /**
   * Reads the records of one request of the caller's own tenant.
   *
   * @param auditId as the caller wrote it, unchecked
   */
  record ReadAudit(String auditId) implements Operation {
    @Override
    public String scope() {
      return "signer.audit";
    }

    @Override
    public String label() {
      return "audit";
    }
  }
}
