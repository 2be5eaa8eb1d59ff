package org.stellaops.signer.core.api.embedded;

import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignerIdentity;

/** Whose one of the signatures is. */
public sealed interface Signatory {

  SignerIdentity identity();

  /**
   * A key of the tenant.
   *
   * @param name what the tenant calls it
   */
  record ByKey(KeyName name, KeyIdentity identity) implements Signatory {

    public SignatureAlgorithm algorithm() {
      return identity.key().algorithm();
    }

    /** The public key as PEM text, for verifiers such as cosign. */
    public String publicKey() {
      return identity.key().pem();
    }

    /** As in the envelope's {@code keyid}: a hint, by which nothing may be decided. */
    public String keyId() {
      return KeyNames.keyId(identity.key());
    }
  }

  /** A short-lived certificate of a workload identity. */
  record ByCertificate(CertificateIdentity identity) implements Signatory {}
}
