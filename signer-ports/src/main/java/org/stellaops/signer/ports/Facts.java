package org.stellaops.signer.ports;

/**
 * The names of the facts in traces and log lines that a reader of them asks for; the same in audit
 * records. What each means, and all the others, is written in the published schema of records.
 */
public final class Facts {

  /** In traces and log lines only: a record has it as its id. */
  public static final String AUDIT_ID = "auditId";

  /** In traces and log lines only: where an outage came from; never a secret. */
  public static final String CAUSE = "cause";

  public static final String CLIENT = "client";
  public static final String CODE = "code";
  public static final String DECISION = "decision";
  public static final String ENTITLEMENT = "entitlement";
  public static final String QUOTA = "quota";
  public static final String REASON = "reason";
  public static final String RELEASE = "release";
  public static final String ROUTE = "route";
  public static final String SIGNING_MODE = "signingMode";
  public static final String TENANT = "tenant";

  private Facts() {}
}
