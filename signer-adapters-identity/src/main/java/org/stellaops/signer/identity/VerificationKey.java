package org.stellaops.signer.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** A public key bound to the one algorithm that it verifies. */
final class VerificationKey {

  private final JwsAlgorithm algorithm;
  private final PublicKey key;

  VerificationKey(JwsAlgorithm algorithm, PublicKey key) {
    this.algorithm = algorithm;
    this.key = key;
  }

  JwsAlgorithm algorithm() {
    return algorithm;
  }

  PublicKey key() {
    return key;
  }

  boolean verifies(CompactJws jws) {
    if (jws.algorithm() != algorithm) {
      return false;
    }
    if (algorithm == JwsAlgorithm.EDDSA) {
      return Ed25519.verify(key, jws.signingInput(), jws.signature());
    }
    try {
      // The header was read strictly before; Nimbus is only told the algorithm.
      return verifier()
          .verify(
              new JWSHeader(algorithm.nimbus()),
              jws.signingInput().toByteArray(),
              new Base64URL(jws.signature().base64Url()));
    } catch (JOSEException e) {
      return false;
    }
  }

  private JWSVerifier verifier() throws JOSEException {
    return key instanceof ECPublicKey elliptic
        ? new ECDSAVerifier(elliptic)
        : new RSASSAVerifier((RSAPublicKey) key);
  }
}
