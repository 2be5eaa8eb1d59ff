package org.stellaops.signer.core.api.embedded;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignerIdentity;

/** Whose one of the signatures is. */
public sealed interface Signatory {

  SignerIdentity identity();

  /** The public key by which the signature was checked. */
  PinnedKey key();

  /** Proof of when the signature was made, of different operators; empty if there is none. */
  List<ProvenTime> times();

  default SignatureAlgorithm algorithm() {
    return key().algorithm();
  }

  /** The public key as PEM text, for verifiers such as cosign. */
  default String publicKey() {
    return key().pem();
  }

  /** As in the envelope's {@code keyid}: a hint, by which nothing may be decided. */
  default String keyId() {
    return KeyNames.keyId(key());
  }

  /**
   * A key of the tenant.
   *
   * @param name what the tenant calls it
   * @param insteadOfCertificate the outage for which it signed in the place of the tenant's
   *     workload identity, a reason of docs/errors.md; empty where it signed for itself
   */
  record ByKey(
      KeyName name,
      KeyIdentity identity,
      List<ProvenTime> times,
      Optional<String> insteadOfCertificate)
      implements Signatory {

    public ByKey {
      times = List.copyOf(times);
    }

    @Override
    public PinnedKey key() {
      return identity.key();
    }
  }

  /**
   * A short-lived certificate of the tenant's workload identity.
   *
   * @param key what it certifies, and nobody has any more
   */
  record ByCertificate(CertificateIdentity identity, PinnedKey key, List<ProvenTime> times)
      implements Signatory {

    public ByCertificate {
      times = List.copyOf(times);
    }
  }

  /**
   * A timestamp (RFC 3161) over the signature; its token is in the Sigstore bundle.
   *
   * @param operator who runs the authority, as the signer's trusted root names it
   */
  record ProvenTime(Instant time, String operator) {}
}
