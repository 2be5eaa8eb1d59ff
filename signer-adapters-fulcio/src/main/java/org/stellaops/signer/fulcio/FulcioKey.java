package org.stellaops.signer.fulcio;

import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.CertifiedKey;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.IssuedCertificate;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.SendGate;

/** An {@link EphemeralKey} with what Fulcio issued for it. */
final class FulcioKey implements CertifiedKey {

  private final EphemeralKey key;
  private final IssuedCertificate certificate;

  FulcioKey(EphemeralKey key, IssuedCertificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  @Override
  public IssuedCertificate certificate() {
    return certificate;
  }

  @Override
  public PinnedKey pin() {
    return key.pin();
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
    if (deadline.hasPassed()) {
      throw unavailable("the deadline has passed", null);
    }
    gate.requireOpen();
    try {
      Bytes signature = key.sign(what::update);
      if (signature == null) {
        throw new KeyNotFound(
            new KeyUri("ephemeral:" + pin().fingerprint()), "its private half was forgotten");
      }
      return new SignatureValue(pin().algorithm(), signature, key.madeBy());
    } catch (GeneralSecurityException e) {
      throw unavailable("the key of a certificate does not sign", e);
    }
  }

  private static DependencyUnavailable unavailable(String why, @Nullable Exception cause) {
    return cause == null
        ? new DependencyUnavailable(Dependency.SIGNING_KEYS, false, why)
        : new DependencyUnavailable(Dependency.SIGNING_KEYS, false, why, cause);
  }

  @Override
  public void close() {
    key.destroy();
  }

  @Override
  public String toString() {
    return "FulcioKey[" + pin() + "]";
  }
}
