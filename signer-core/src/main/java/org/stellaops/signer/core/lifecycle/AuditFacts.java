package org.stellaops.signer.core.lifecycle;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.AuditRecords.Kind;
import org.stellaops.signer.ports.Observations.TracedSigner;

/**
 * The facts of one audit record on their way to its bytes: RFC 8785 JSON, so that the same facts
 * are always the same bytes. One overload per permitted type; there is no {@code put(String,
 * Object)}, so a token, a key or a PIN cannot end up in a record.
 */
public final class AuditFacts {

  private final Map<String, Object> facts = new LinkedHashMap<>();

  /** Adds a text. In every overload a null is left out. */
  public AuditFacts put(String name, @Nullable String text) {
    if (text != null) {
      facts.put(name, text);
    }
    return this;
  }

  public AuditFacts put(String name, Tenant tenant) {
    return put(name, tenant.value());
  }

  public AuditFacts put(String name, ClientId client) {
    return put(name, client.value());
  }

  public AuditFacts put(String name, InstanceId instance) {
    return put(name, instance.value());
  }

  public AuditFacts put(String name, TraceId trace) {
    return put(name, trace.value());
  }

  public AuditFacts put(String name, @Nullable IssuerName issuer) {
    return put(name, issuer == null ? null : issuer.value());
  }

  public AuditFacts put(String name, @Nullable Thumbprint key) {
    return put(name, key == null ? null : key.toString());
  }

  public AuditFacts put(String name, @Nullable Digest digest) {
    return put(name, digest == null ? null : digest.toString());
  }

  public AuditFacts putAll(String name, List<String> texts) {
    facts.put(name, List.copyOf(texts));
    return this;
  }

  public AuditFacts putSigners(String name, List<TracedSigner> signers) {
    facts.put(name, List.copyOf(signers));
    return this;
  }

  /** The record's bytes; {@code at} is wall time, truncated to milliseconds. */
  public Bytes record(Kind kind, AuditId id, Instant at) {
    return AuditForm.write(kind, id, at, facts);
  }
}
