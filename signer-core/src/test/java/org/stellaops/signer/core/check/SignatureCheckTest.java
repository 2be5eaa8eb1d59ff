package org.stellaops.signer.core.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.testkit.signing.InMemorySigningKeys;

class SignatureCheckTest {

  private static final Signable MESSAGE =
      PreAuthEncoding.of("application/vnd.in-toto+json", Bytes.utf8("{\"n\":\"\u00e9\"}"));

  private final InMemorySigningKeys keys = new InMemorySigningKeys();
  private final SignatureCheck check = new SignatureCheck(JcaProviders.platform());

  @ParameterizedTest
  @MethodSource("org.stellaops.signer.testkit.signing.KeyPairs#known")
  void verified_ownSignature_isEvidenceOfThatMessage(SignatureAlgorithm algorithm) {
    KeyUri key = keys.newKey(algorithm);
    SignatureValue value = keys.sign(key, MESSAGE, soon());
    VerifiedSignature verified = check.verified(pin(key), MESSAGE, value);
    assertThat(verified.pin()).isEqualTo(pin(key));
    assertThat(verified.value()).isEqualTo(value);
    assertThat(verified.message()).isSameAs(MESSAGE);
  }

  @ParameterizedTest
  @MethodSource("org.stellaops.signer.testkit.signing.KeyPairs#known")
  void verified_anyBitFlipped_isNeverReleased(SignatureAlgorithm algorithm) {
    KeyUri key = keys.newKey(algorithm);
    SignatureValue value = keys.sign(key, MESSAGE, soon());
    // Every bit of a short signature, and one bit of every byte of a long one: ML-DSA has 37,000.
    int step = value.bytes().size() > 256 ? 9 : 1;
    for (int bit = 0; bit < 8 * value.bytes().size(); bit += step) {
      byte[] faulted = value.bytes().toByteArray();
      faulted[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(pin(key), MESSAGE, with(value, faulted));
    }
  }

  @ParameterizedTest
  @MethodSource("org.stellaops.signer.testkit.signing.KeyPairs#known")
  void verified_cutOrLengthened_isNeverReleased(SignatureAlgorithm algorithm) {
    KeyUri key = keys.newKey(algorithm);
    SignatureValue value = keys.sign(key, MESSAGE, soon());
    for (int length = 1; length < value.bytes().size() + 3; length++) {
      boolean isNearAnEnd = length < 200 || length > value.bytes().size() - 200;
      if (length != value.bytes().size() && isNearAnEnd) {
        byte[] other = Arrays.copyOf(value.bytes().toByteArray(), length);
        assertRefused(pin(key), MESSAGE, with(value, other));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.stellaops.signer.testkit.signing.KeyPairs#known")
  void verified_signatureOfAnotherKey_isNeverReleased(SignatureAlgorithm algorithm) {
    SignatureValue value = keys.sign(keys.newKey(algorithm), MESSAGE, soon());
    assertRefused(pin(keys.newKey(algorithm)), MESSAGE, value);
  }

  @ParameterizedTest
  @MethodSource("org.stellaops.signer.testkit.signing.KeyPairs#known")
  void verified_signatureOfAnotherMessage_isNeverReleased(SignatureAlgorithm algorithm) {
    KeyUri key = keys.newKey(algorithm);
    Signable other = PreAuthEncoding.of("application/vnd.in-toto+json", Bytes.utf8("{}"));
    assertRefused(pin(key), MESSAGE, keys.sign(key, other, soon()));
  }

  @Test
  void verified_goodSignatureUnderAnotherName_isNeverReleased() {
    KeyUri key = keys.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
    SignatureValue value = keys.sign(key, MESSAGE, soon());
    for (SignatureAlgorithm other : SignatureAlgorithm.values()) {
      if (other != value.algorithm()) {
        assertRefused(pin(key), MESSAGE, new SignatureValue(other, value.bytes(), "in-memory"));
      }
    }
  }

  @Test
  void verified_madeByThePreferredProvider_isCheckedByAnother() {
    Provider preferred = new RenamedProvider("Preferred", Security.getProvider("SunEC"));
    SignatureCheck two =
        new SignatureCheck(JcaProviders.of(List.of(preferred, Security.getProvider("SunEC"))));
    assertThat(checkedBy(two, "Preferred")).isEqualTo("SunEC");
    assertThat(checkedBy(two, "SunEC")).isEqualTo("Preferred");
    assertThat(checkedBy(two, "in-memory")).isEqualTo("Preferred");
  }

  /** A provider that nobody needs breaks nothing, and one that cannot now may be able to later. */
  @Test
  void verified_oneProviderThrows_isCheckedByAnother() {
    Provider odd = new ThrowingProvider();
    Provider works = Security.getProvider("SunEC");
    assertThat(checkedBy(new SignatureCheck(JcaProviders.of(List.of(odd, works))), "in-memory"))
        .isEqualTo("SunEC");
    assertThat(checkedBy(new SignatureCheck(JcaProviders.of(List.of(works, odd))), "SunEC"))
        .isEqualTo("SunEC");
  }

  /** Fails in a way that no signature of a method announces. */
  private static final class ThrowingProvider extends Provider {
    private static final long serialVersionUID = 1L;

    ThrowingProvider() {
      super("Throwing", "1", "throws");
      putService(
          new Service(this, "Signature", "SHA256withECDSA", "none", List.of(), null) {
            @Override
            public Object newInstance(Object parameter) {
              throw new UnsupportedOperationException("not here");
            }
          });
    }
  }

  @Test
  void verified_onlyTheMakersProviderCan_isCheckedByItAllTheSame() {
    SignatureCheck one =
        new SignatureCheck(
            JcaProviders.of(List.of(Security.getProvider("SUN"), Security.getProvider("SunEC"))));
    assertThat(checkedBy(one, "SunEC")).isEqualTo("SunEC");
  }

  @Test
  void verified_noProviderCan_isNeverReleased() {
    KeyUri key = keys.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
    SignatureValue value = keys.sign(key, MESSAGE, soon());
    SignatureCheck none =
        new SignatureCheck(JcaProviders.of(List.of(Security.getProvider("SunRsaSign"))));
    assertThatExceptionOfType(ServiceFailure.class)
        .isThrownBy(() -> none.verified(pin(key), MESSAGE, value))
        .satisfies(failure -> {
          assertThat(failure.code()).isEqualTo(ErrorCode.SIGNING_UNAVAILABLE);
          assertThat(failure.reason().word()).isEqualTo("self-verify-impossible");
        });
  }

  @Test
  void verified_providerThatSaysNo_isNotOverruledByTheNext() {
    KeyUri key = keys.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
    SignatureValue value = keys.sign(key, MESSAGE, soon());
    SignatureCheck pair =
        new SignatureCheck(
            JcaProviders.of(List.of(RefusingProvider.INSTANCE, Security.getProvider("SunEC"))));
    assertThatExceptionOfType(ServiceFailure.class)
        .isThrownBy(() -> pair.verified(pin(key), MESSAGE, value))
        .satisfies(failure -> assertThat(failure.reason().word()).isEqualTo("self-verify-failed"));
  }

  private String checkedBy(SignatureCheck tested, String madeBy) {
    KeyUri key = keys.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
    SignatureValue value = keys.sign(key, MESSAGE, soon());
    SignatureValue labelled = new SignatureValue(value.algorithm(), value.bytes(), madeBy);
    return tested.verified(pin(key), MESSAGE, labelled).checkedBy();
  }

  private void assertRefused(PinnedKey pin, Signable message, SignatureValue value) {
    assertThatExceptionOfType(ServiceFailure.class)
        .as(value.bytes().hex())
        .isThrownBy(() -> check.verified(pin, message, value))
        .satisfies(failure -> {
          assertThat(failure.code()).isEqualTo(ErrorCode.SIGNING_UNAVAILABLE);
          assertThat(failure.reason().word()).isEqualTo("self-verify-failed");
        });
  }

  private static SignatureValue with(SignatureValue value, byte[] bytes) {
    return new SignatureValue(value.algorithm(), Bytes.adopt(bytes), value.madeBy());
  }

  private PinnedKey pin(KeyUri key) {
    return keys.publicKey(key, soon());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }
}
