package org.stellaops.signer.core.idempotency;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.bundle.SignedBy;
import org.stellaops.signer.core.bundle.StoredResult.StoredSignature;
import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.core.check.CertificateCheck;
import org.stellaops.signer.core.check.PublicKeys;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.check.TimestampCheck;
import org.stellaops.signer.core.check.VerifiedCertificate;
import org.stellaops.signer.core.check.VerifiedSignature;
import org.stellaops.signer.core.check.VerifiedTimestamp;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.statement.Received;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.IssuedCertificate;
import org.stellaops.signer.ports.TrustedMaterial;

/** Checks anew what a stored result says was signed; what was read from a store is no evidence. */
public final class StoredSignatures {

  private static final String JOURNAL = "journal";

  private final PublicKeys keys;
  private final KeyRegister register;
  private final SignatureCheck check;
  private final @Nullable CertificateCheck certificates;
  private final @Nullable TimestampCheck timestamps;

  /**
   * @param register says which keys were revoked since
   * @param trust what certificates and timestamps are read by; null where there are none
   */
  public StoredSignatures(
      PublicKeys keys,
      KeyRegister register,
      SignatureCheck check,
      @Nullable TrustedMaterial trust,
      InstantSource clock) {
    this.keys = keys;
    this.register = register;
    this.check = check;
    this.certificates = trust == null ? null : new CertificateCheck(trust, clock);
    this.timestamps = trust == null ? null : new TimestampCheck(trust, clock);
  }

  /**
   * The evidence of one signature, made again.
   *
   * @throws ServiceFailure it is not that of the tenant's key or identity over this message
   */
  SignedBy checked(Received received, Signable message, StoredSignature stored) {
    IssuedCertificate issued = stored.certificate();
    if (issued == null) {
      requireKey(received, stored);
    }
    SignatureValue value = new SignatureValue(stored.key().algorithm(), stored.value(), JOURNAL);
    VerifiedSignature verified = check.verified(stored.key(), message, value);
    List<VerifiedTimestamp> times = times(stored, verified.value());
    Optional<VerifiedCertificate> certificate =
        issued == null
            ? Optional.empty()
            : Optional.of(certificate(received, stored, issued, times));
    return new SignedBy(stored.name(), verified, certificate, times, fallback(stored.fallback()));
  }

  /**
   * Whether a key of these was revoked since: what it signed is not handed out again.
   *
   * @throws ServiceFailure {@code catalog-unknown}; {@code catalog-in-doubt}; {@code
   *     stored-key-unknown}: the catalog does not know a key, and so not whether it is revoked
   */
  boolean areRevoked(Received received, List<StoredSignature> stored) {
    List<StoredSignature> byKeys =
        stored.stream().filter(each -> each.certificate() == null).toList();
    if (!byKeys.isEmpty()) {
      register.requireFresh();
    }
    boolean revoked = false;
    for (StoredSignature each : byKeys) {
      Tenant tenant = received.caller().tenant();
      Reason obstacle = register.obstacleInLife(tenant, each.name()).orElse(null);
      if (obstacle == Reason.CATALOG_IN_DOUBT) {
        throw KeyRegister.inDoubtNow();
      }
      if (obstacle == Reason.KEY_NOT_ENROLLED) {
        throw unknown();
      }
      revoked |= obstacle == Reason.KEY_REVOKED;
    }
    return revoked;
  }

  private void requireKey(Received received, StoredSignature stored) {
    KeyRule rule =
        tenant(received.caller()).map(tenant -> tenant.keys().get(stored.name())).orElse(null);
    if (rule == null
        || !keys.pin(received.caller().policy(), rule, received.context().deadline())
            .equals(stored.key())) {
      throw unknown();
    }
  }

  private List<VerifiedTimestamp> times(StoredSignature stored, SignatureValue value) {
    if (stored.timestamps().isEmpty()) {
      return List.of();
    }
    TimestampCheck judge = timestamps;
    if (judge == null) {
      throw unknown();
    }
    return stored.timestamps().stream().map(each -> judge.again(each, value)).toList();
  }

  private VerifiedCertificate certificate(
      Received received,
      StoredSignature stored,
      IssuedCertificate issued,
      List<VerifiedTimestamp> times) {
    KeylessRule rule = tenant(received.caller()).map(TenantPolicy::keyless).orElse(null);
    if (rule == null || certificates == null || times.isEmpty()) {
      throw unknown();
    }
    return certificates.again(issued, stored.key(), rule, times.get(0).time());
  }

  private static @Nullable Reason fallback(@Nullable String word) {
    return word == null ? null : Reason.ofWord(word).orElseThrow(StoredSignatures::unknown);
  }

  private static ServiceFailure unknown() {
    return new ServiceFailure(
        ErrorCode.KEY_UNAVAILABLE, Reason.STORED_KEY_UNKNOWN, Duration.ofSeconds(2));
  }

  private static Optional<TenantPolicy> tenant(Caller caller) {
    return caller.policy().policies().tenant(caller.tenant());
  }
}
