package org.stellaops.signer.core.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;

/**
 * Public keys whose private halves do something else than sign for a tenant, as that of a TLS
 * listener: no tenant's key may be one of them. Immutable.
 */
public final class OtherUses {

  private static final OtherUses NONE = new OtherUses(Map.of());

  private final Map<Digest, String> byFingerprint;

  private OtherUses(Map<Digest, String> byFingerprint) {
    this.byFingerprint = Map.copyOf(byFingerprint);
  }

  /** No key has another use. */
  public static OtherUses none() {
    return NONE;
  }

  /** These, and that {@code key} is used for what {@code use} says, as {@code server.tls}. */
  public OtherUses with(PublicKey key, String use) {
    Map<Digest, String> all = new HashMap<>(byFingerprint);
    all.putIfAbsent(Bytes.copyOf(plain(key).getEncoded()).sha256(), use);
    return new OtherUses(all);
  }

  /** What else the key is used for. */
  Optional<String> of(PinnedKey pin) {
    return Optional.ofNullable(byFingerprint.get(pin.fingerprint()));
  }

  /** A certificate may say of an RSA key that it is for PSS alone (RFC 4055 §1.2): the same key. */
  private static PublicKey plain(PublicKey key) {
    if (!(key instanceof RSAPublicKey rsa)) {
      return key;
    }
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("an RSA key that no provider reads", e);
    }
  }
}
