package org.stellaops.signer.core.lifecycle;

import java.util.concurrent.atomic.AtomicBoolean;
import org.stellaops.signer.core.audit.RequestFacts;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Tenant;

/** Evidence that the intent to test a key is durable. The self-test redeems it, once. */
@Evidence
public final class SelfTestIntent {

  private final AuditId id;
  private final Tenant tenant;
  private final RequestFacts facts;
  private final AtomicBoolean redeemed = new AtomicBoolean();

  SelfTestIntent(AuditId id, Tenant tenant, RequestFacts facts) {
    this.id = id;
    this.tenant = tenant;
    this.facts = facts;
  }

  /** Under which the test is on record. */
  public AuditId id() {
    return id;
  }

  Tenant tenant() {
    return tenant;
  }

  RequestFacts facts() {
    return facts;
  }

  /**
   * What the key may sign now.
   *
   * @throws IllegalStateException it was redeemed before
   */
  public PreAuthEncoding redeem() {
    if (!redeemed.compareAndSet(false, true)) {
      throw new IllegalStateException("the intent of a test is redeemed once");
    }
    return SelfTestStatement.MESSAGE;
  }
}
