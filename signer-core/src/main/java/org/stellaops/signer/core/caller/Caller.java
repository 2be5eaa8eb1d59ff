package org.stellaops.signer.core.caller;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.decision.Evidence;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.TraceId;

/**
 * Evidence that a request's caller is identified, its proof spent and its record open. Only {@link
 * CallerGate} makes one.
 */
@Evidence
public final class Caller {

  private final AuditId auditId;
  private final TraceId traceId;
  private final Operation operation;
  private final PolicySnapshot policy;
  private final Identity identity;

  Caller(
      AuditId auditId,
      TraceId traceId,
      Operation operation,
      PolicySnapshot policy,
      Identity identity) {
    this.auditId = auditId;
    this.traceId = traceId;
    this.operation = operation;
    this.policy = policy;
    this.identity = identity;
  }

  public AuditId auditId() {
    return auditId;
  }

  public TraceId traceId() {
    return traceId;
  }

  public Operation operation() {
    return operation;
  }

  /** The policy that this request keeps to, from now to its end. */
  public PolicySnapshot policy() {
    return policy;
  }

  public Tenant tenant() {
    return identity.tenant();
  }

  public ClientId client() {
    return identity.client();
  }

  /**
   * Who uses the client, where the operator says that people do; empty for a client that acts for
   * itself.
   */
  public Optional<PersonId> person() {
    return Optional.ofNullable(identity.person());
  }

  /**
   * Whom a client that acts for itself acts for, by the token, where that is not its own id; empty
   * where {@link #person} says it, and for embedders.
   */
  public Optional<PersonId> subject() {
    return Optional.ofNullable(identity.subject());
  }

  public InstanceId instance() {
    return identity.instance();
  }

  public Binding binding() {
    return identity.binding();
  }

  /** Who issued the access token; empty when embedded. */
  public Optional<IssuerName> issuer() {
    return Optional.ofNullable(identity.issuer());
  }

  /** Manifest digest of the calling workload's image, as the Authority or embedder attests it. */
  public Optional<Digest> releaseDigest() {
    return Optional.ofNullable(identity.releaseDigest());
  }

  /** What is known of a caller before its record is open. */
  record Identity(
      Tenant tenant,
      ClientId client,
      @Nullable PersonId person,
      @Nullable PersonId subject,
      InstanceId instance,
      @Nullable Digest releaseDigest,
      @Nullable IssuerName issuer,
      Binding binding) {}
}
