package org.stellaops.signer.core.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.testkit.signing.KeyPairs;

class OtherUsesTest {

  @Test
  void of_rsaKeyInTheFormForPssAlone_isTheSameKey() throws Exception {
    RSAPublicKey rsa =
        (RSAPublicKey) KeyPairs.generate(SignatureAlgorithm.RSA_PKCS1_SHA256).getPublic();
    PublicKey pss =
        KeyFactory.getInstance("RSASSA-PSS")
            .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));

    OtherUses uses = OtherUses.none().with(pss, "server.tls");

    assertThat(pss.getEncoded()).isNotEqualTo(rsa.getEncoded());
    assertThat(uses.of(PinnedKey.of(rsa))).contains("server.tls");
    assertThat(uses.of(PinnedKey.of(rsa, SignatureAlgorithm.RSA_PSS_SHA256)))
        .contains("server.tls");
    assertThat(
            uses.of(
                PinnedKey.of(KeyPairs.generate(SignatureAlgorithm.ECDSA_P256_SHA256).getPublic())))
        .isEmpty();
  }
}
