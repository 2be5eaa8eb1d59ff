package org.stellaops.signer.core.bypass;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.SealStore.Act;

/**
 * What two persons sign to let one tenant sign for a time without a Proof of Entitlement: an
 * in-toto statement about itself.
 *
 * @param service the public origin of the service that it is for
 * @param notBefore from when it holds, in whole seconds
 * @param notAfter the first moment at which it no longer holds, in whole seconds
 * @param reason why, in the persons' own words
 */
public record BypassRecord(
    Tenant tenant,
    PlanName plan,
    String service,
    Instant notBefore,
    Instant notAfter,
    String reason) {

  /** However a service is configured, none holds longer. */
  public static final Duration LONGEST = Duration.ofHours(4);

  /**
   * @throws IllegalArgumentException the times are no time, or the reason is none
   */
  public BypassRecord {
    notBefore = notBefore.truncatedTo(ChronoUnit.SECONDS);
    notAfter = notAfter.truncatedTo(ChronoUnit.SECONDS);
    if (!notAfter.isAfter(notBefore)) {
      throw new IllegalArgumentException("a bypass ends after it begins");
    }
    if (!Act.isReason(reason)) {
      throw new IllegalArgumentException(
          "a reason has 1 to " + Act.LONGEST_REASON + " printable characters");
    }
  }

  /** Its name: nobody can use one again by having it signed again. */
  public Digest id() {
    return payload().sha256();
  }

  public Duration time() {
    return Duration.between(notBefore, notAfter);
  }

  /** From {@link #notBefore} on, until {@link #notAfter}. */
  boolean holds(Instant now) {
    return !now.isBefore(notBefore) && now.isBefore(notAfter);
  }

  /**
   * What is signed: canonical JSON (RFC 8785), payload type {@code application/vnd.in-toto+json}.
   */
  public Bytes payload() {
    Bytes predicate =
        CanonicalWriter.object()
            .time("notAfter", notAfter)
            .time("notBefore", notBefore)
            .string("plan", plan.value())
            .string("reason", reason)
            .string("service", service)
            .string("tenant", tenant.value())
            .bytes();
    CanonicalWriter subject =
        CanonicalWriter.object()
            .canonical(
                "digest",
                CanonicalWriter.object().string("sha256", predicate.sha256().hex()).bytes())
            .string("name", "entitlement-bypass/" + tenant.value());
    return CanonicalWriter.object()
        .string("_type", DocumentTypes.STATEMENT)
        .canonical("predicate", predicate)
        .string("predicateType", TenantPolicy.BYPASS_TYPE)
        .objects("subject", List.of(subject))
        .bytes();
  }

  /**
   * Reads one.
   *
   * @return empty for whatever {@link #payload} does not write byte for byte
   */
  public static Optional<BypassRecord> read(Bytes payload) {
    try {
      if (!(JsonValue.parse(payload, JsonLimits.TOKEN) instanceof JsonObject statement)) {
        return Optional.empty();
      }
      JsonObject predicate = statement.object("predicate");
      BypassRecord read =
          new BypassRecord(
              new Tenant(predicate.string("tenant")),
              new PlanName(predicate.string("plan")),
              predicate.string("service"),
              Instant.parse(predicate.string("notBefore")),
              Instant.parse(predicate.string("notAfter")),
              predicate.string("reason"));
      return read.payload().equals(payload) ? Optional.of(read) : Optional.empty();
    } catch (InvalidJson | IllegalArgumentException | DateTimeParseException malformed) {
      return Optional.empty();
    }
  }
}
