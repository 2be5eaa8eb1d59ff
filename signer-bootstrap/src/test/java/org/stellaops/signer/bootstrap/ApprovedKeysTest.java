package org.stellaops.signer.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.KeyPair;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.crypto.FipsModule;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Signable;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.SendGate;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.KeyPairs;

/** With FIPS a key of any backend is of an algorithm that the module checks. */
class ApprovedKeysTest {

  private static final Deadline SOON = Deadline.in(Duration.ofSeconds(30), Ticker.system());

  /** A backend elsewhere, which has the key that it is asked for. */
  private record OneKey(SigningKey key) implements SigningKeys {

    @Override
    public SigningKey open(KeyUri uri, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
      return key;
    }

    @Override
    public void requireReachable(Deadline deadline) {}
  }

  private record Elsewhere(PinnedKey pin) implements SigningKey {

    @Override
    public SignatureValue sign(Signable what, SendGate gate, Deadline deadline) {
      throw new AssertionError("a key is opened, not used");
    }
  }

  @ParameterizedTest
  @EnumSource
  void open_eachAlgorithm_isTheBackendsOwnKeyOrRefused(SignatureAlgorithm algorithm) {
    assumeTrue(KeyPairs.known().contains(algorithm));
    KeyPair pair = KeyPairs.generate(algorithm);
    SigningKey key = new Elsewhere(PinnedKey.of(pair.getPublic(), algorithm));
    ApprovedKeys approved = new ApprovedKeys(new OneKey(key));

    if (FipsModule.ALGORITHMS.contains(algorithm)) {
      assertThat(approved.open(new KeyUri("a"), algorithm, SOON)).isSameAs(key);
    } else {
      assertThatExceptionOfType(BackendRefused.class)
          .isThrownBy(() -> approved.open(new KeyUri("a"), null, SOON))
          .withMessageContaining(algorithm.label())
          .withMessageContaining("ecdsa-p256-sha256");
    }
  }
}
