package org.stellaops.signer.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.JcaProviders.Ready;

/**
 * A public key bound to the one algorithm that it verifies, and to the provider that does it. Safe
 * for concurrent use.
 */
final class VerificationKey {

  static final int TOKENS_REMEMBERED = 1024;

  private final JwsAlgorithm algorithm;
  private final PublicKey key;
  private final Verifying verifying;

  /** By the SHA-256 of their exact compact form; that these bytes verify, and nothing else. */
  private final RecentlyUsed<Digest, Boolean> verified = new RecentlyUsed<>(TOKENS_REMEMBERED);

  private interface Verifying {
    boolean verifies(CompactJws jws);
  }

  private VerificationKey(JwsAlgorithm algorithm, PublicKey key, Verifying verifying) {
    this.algorithm = algorithm;
    this.key = key;
    this.verifying = verifying;
  }

  /** Binds a key; under one that no provider takes, nothing verifies. */
  static VerificationKey of(JwsAlgorithm algorithm, PublicKey key, JcaProviders providers) {
    Optional<Ready> ready = providers.ready(algorithm.jcaName(), key);
    return new VerificationKey(
        algorithm, key, ready.isEmpty() ? jws -> false : verifying(algorithm, key, ready.get()));
  }

  private static Verifying verifying(JwsAlgorithm algorithm, PublicKey key, Ready ready) {
    return switch (algorithm) {
      case EDDSA -> jws -> Ed25519.verify(ready, jws.signingInput(), jws.signature());
      case ES256, ES384 -> jws -> verifiesEcdsa(algorithm, ready, jws);
      case RS256, PS256 -> rsa(algorithm, (RSAPublicKey) key, ready.provider());
    };
  }

  /** RFC 7518 §3.4: r and s, each in the length of the curve's order. */
  private static boolean verifiesEcdsa(JwsAlgorithm algorithm, Ready ready, CompactJws jws) {
    try {
      byte[] rs = jws.signature().toByteArray();
      if (rs.length != ECDSA.getSignatureByteArrayLength(algorithm.nimbus())) {
        return false;
      }
      // Refuses a zero, and one that is not below the order.
      ECDSA.ensureLegalSignature(rs, algorithm.nimbus());
      Signature check = Signature.getInstance(algorithm.jcaName(), ready.provider());
      check.initVerify(ready.key());
      jws.signingInput().update(check);
      return check.verify(ECDSA.transcodeSignatureToDER(rs));
    } catch (GeneralSecurityException | JOSEException e) {
      return false;
    }
  }

  private static Verifying rsa(JwsAlgorithm algorithm, RSAPublicKey key, Provider provider) {
    RSASSAVerifier verifier = new RSASSAVerifier(key);
    verifier.getJCAContext().setProvider(provider);
    JWSHeader header = new JWSHeader(algorithm.nimbus());
    return jws -> {
      try {
        // The header was read strictly before; Nimbus is only told the algorithm.
        return verifier.verify(
            header, jws.signingInput().toByteArray(), new Base64URL(jws.signature().base64Url()));
      } catch (JOSEException e) {
        return false;
      }
    };
  }

  JwsAlgorithm algorithm() {
    return algorithm;
  }

  PublicKey key() {
    return key;
  }

  boolean verifies(CompactJws jws) {
    return jws.algorithm() == algorithm && verifying.verifies(jws);
  }

  /**
   * As {@link #verifies}, for a token that is sent more than once: bytes that this key was found to
   * have signed are not computed again.
   *
   * @param compact the exact text that {@code jws} was parsed from
   */
  boolean verifiesOnce(CompactJws jws, String compact) {
    Digest exact = Bytes.utf8(compact).sha256();
    if (jws.algorithm() == algorithm && verified.get(exact).isPresent()) {
      return true;
    }
    boolean good = verifies(jws);
    if (good) {
      verified.put(exact, true);
    }
    return good;
  }
}
