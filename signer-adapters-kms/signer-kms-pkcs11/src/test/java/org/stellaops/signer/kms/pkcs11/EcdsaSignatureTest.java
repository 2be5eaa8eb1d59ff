package org.stellaops.signer.kms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.Signature;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.testkit.signing.KeyPairs;

class EcdsaSignatureTest {

  @Test
  void der_manySignatures_verifyAndAreCanonical() throws Exception {
    for (Map.Entry<SignatureAlgorithm, Integer> each :
        Map.of(
                SignatureAlgorithm.ECDSA_P256_SHA256, 32,
                SignatureAlgorithm.ECDSA_P384_SHA384, 48,
                SignatureAlgorithm.ECDSA_P521_SHA512, 66)
            .entrySet()) {
      KeyPair pair = KeyPairs.generate(each.getKey());
      for (int i = 0; i < 300; i++) {
        Signature signer = Signature.getInstance(each.getKey().jcaName() + "inP1363Format");
        signer.initSign(pair.getPrivate());
        signer.update((byte) i);
        var der = EcdsaSignature.der(signer.sign(), each.getValue()).orElseThrow();
        assertThat(each.getKey().isCanonical(der)).isTrue();
        Signature check = each.getKey().newSignature();
        check.initVerify(pair.getPublic());
        check.update((byte) i);
        assertThat(check.verify(der.toByteArray())).isTrue();
      }
    }
  }

  @Test
  void der_otherLengthsAndZeros_areNoSignature() {
    for (byte[] wrong : new byte[][] {{}, new byte[63], new byte[65], new byte[64]}) {
      assertThat(EcdsaSignature.der(wrong, 32)).isEmpty();
    }
  }
}
