package org.stellaops.signer.fulcio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.SignatureAlgorithm;

class EphemeralKeyTest {

  private static final Bytes MESSAGE = Bytes.utf8("message");

  @Test
  void sign_keyOfEachProvider_verifiesWithThePlatform() throws GeneralSecurityException {
    Provider platform = EphemeralKey.provider(JcaProviders.platform());
    for (Provider provider : List.of(platform, new BouncyCastleProvider())) {
      EphemeralKey key =
          EphemeralKey.generate(EphemeralKey.provider(JcaProviders.of(List.of(provider))));
      assertThat(key.madeBy()).isEqualTo(provider.getName());
      assertThat(key.pin().algorithm()).isEqualTo(SignatureAlgorithm.ECDSA_P256_SHA256);
      Signature check = key.pin().algorithm().newSignature();
      check.initVerify(key.pin().key());
      MESSAGE.update(check);
      Bytes signature = key.sign(MESSAGE::update);
      assertThat(signature).isNotNull();
      assertThat(check.verify(signature.toByteArray())).isTrue();
    }
  }

  @Test
  void destroy_signsNothingAnyMore_andMayBeRepeated() throws GeneralSecurityException {
    EphemeralKey key = EphemeralKey.generate(EphemeralKey.provider(JcaProviders.platform()));
    key.destroy();
    key.destroy();
    assertThat(key.sign(MESSAGE::update)).isNull();
    assertThat(key.toString()).doesNotContain("Private");
  }

  @Test
  void provider_preferredOne_isTaken_ifItMakesKeys() {
    Provider platform = EphemeralKey.provider(JcaProviders.platform());
    Provider withoutKeys = new Provider("verifies", "1", "only") {};
    withoutKeys.put("Signature.SHA256withECDSA", "nobody.Home");
    JcaProviders providers = JcaProviders.of(List.of(withoutKeys, platform));
    assertThat(EphemeralKey.provider(providers)).isSameAs(platform);
    JcaProviders none = JcaProviders.of(List.of(withoutKeys));
    assertThatIllegalArgumentException().isThrownBy(() -> EphemeralKey.provider(none));
    assertThat(Security.getProvider("verifies")).isNull();
  }
}
