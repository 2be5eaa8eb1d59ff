package org.stellaops.signer.testkit.keyless;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.CertificateIssuer;
import org.stellaops.signer.ports.CertifiedKey;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.IssuedCertificate;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;

/**
 * Certificates of a {@link TestCertificateAuthority}. Keeps the whole contract, faults included.
 */
public final class InMemoryCertificateIssuer implements CertificateIssuer {

  /** What {@code issuer} of the identity the certificates say. */
  public static final String ISSUER = "https://identity.example.test";

  private final TestCertificateAuthority authority;
  private final InstantSource clock;
  private final Map<Tenant, String> subjects;
  private final Set<Tenant> without = ConcurrentHashMap.newKeySet();
  private final CallFaults faults = new CallFaults(Dependency.CERTIFICATE_AUTHORITY);

  /**
   * @param subjects the workload identity of each tenant that has one
   */
  public InMemoryCertificateIssuer(
      TestCertificateAuthority authority, InstantSource clock, Map<Tenant, String> subjects) {
    this.authority = authority;
    this.clock = clock;
    this.subjects = Map.copyOf(subjects);
  }

  /** From now on every request meets {@code wanted}; null ends it. */
  public void arrange(@Nullable ServiceFault wanted) {
    faults.arrange(wanted);
  }

  /** From now on there is no token of {@code tenant} to be had. */
  public void loseToken(Tenant tenant) {
    without.add(tenant);
  }

  /** Requests that have reached the authority. */
  public int requests() {
    return faults.requests();
  }

  @Override
  public CertifiedKey issue(Tenant tenant, Deadline deadline) {
    String subject = subjects.get(tenant);
    if (subject == null) {
      throw new BackendRefused("tenant " + tenant + " has no workload identity");
    }
    if (without.contains(tenant)) {
      throw new DependencyUnavailable(Dependency.IDENTITY_TOKENS, false, "no token");
    }
    faults.meet(deadline);
    KeyPair pair = TestKeys.p256();
    return new Held(pair, authority.issue(pair.getPublic(), subject, ISSUER, clock.instant()));
  }

  @Override
  public void requireReachable(Deadline deadline) {
    faults.meet(deadline);
  }

  private static final class Held implements CertifiedKey {
    private final PinnedKey pin;
    private final IssuedCertificate certificate;
    private volatile @Nullable PrivateKey key;

    Held(KeyPair pair, IssuedCertificate certificate) {
      this.pin = PinnedKey.of(pair.getPublic());
      this.certificate = certificate;
      this.key = pair.getPrivate();
    }

    @Override
    public IssuedCertificate certificate() {
      return certificate;
    }

    @Override
    public PinnedKey pin() {
      return pin;
    }

    @Override
    public boolean isLocal() {
      return true;
    }

    @Override
    public boolean isInSoftware() {
      return true;
    }

    @Override
    public SignatureValue sign(Signable what, SendGate gate, Deadline deadline) {
      PrivateKey now = key;
      if (now == null) {
        throw new KeyNotFound(new KeyUri("memory:" + pin.fingerprint()), "closed");
      }
      if (deadline.hasPassed()) {
        throw new DependencyUnavailable(Dependency.SIGNING_KEYS, false, "the deadline has passed");
      }
      gate.requireOpen();
      try {
        Signature signature = pin.algorithm().newSignature();
        signature.initSign(now);
        what.update(signature);
        return new SignatureValue(pin.algorithm(), Bytes.adopt(signature.sign()), "in-memory");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      key = null;
    }
  }
}
