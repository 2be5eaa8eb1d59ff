package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.stellaops.signer.verify.KeylessBundle.CERTIFICATE;
import static org.stellaops.signer.verify.KeylessBundle.DSSE_SIGNATURE;
import static org.stellaops.signer.verify.KeylessBundle.FILE;
import static org.stellaops.signer.verify.KeylessBundle.ISSUER;
import static org.stellaops.signer.verify.KeylessBundle.NOW;
import static org.stellaops.signer.verify.KeylessBundle.REKOR2;
import static org.stellaops.signer.verify.KeylessBundle.STAMPS;
import static org.stellaops.signer.verify.KeylessBundle.SUBJECT;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.keyless.TestTransparencyLog.Entry;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.PublicKeyFiles;
import org.stellaops.signer.verify.trust.TrustedRoot;

/**
 * Certificates, timestamps, notes, log entries, bundles and trusted roots with bytes changed, cut
 * out, doubled and cut off at random: each is answered, nothing is thrown, and nothing whose
 * meaning changed is verified.
 */
class HostileBytesTest {

  private static final int ROUNDS = 250;

  private static final KeylessBundle GOOD = KeylessBundle.statement();
  private static final BundleVerification VERIFICATION =
      BundleVerification.trusting(
          new MaterialTrust(
              KeylessBundle.parsed(KeylessBundle.root()),
              new Requirements(1, 1, 1),
              InstantSource.fixed(NOW.plus(Duration.ofDays(1)))));
  private static final TrustedSigners SIGNERS =
      TrustedSigners.anyIdentity(List.of(ExpectedIdentity.exactly(ISSUER, SUBJECT)));

  private static Bytes changed(Bytes good, Random random) {
    byte[] bytes = good.toByteArray();
    int at = random.nextInt(bytes.length);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> {
        return joined(good.slice(0, at), good.slice(end, good.size()));
      }
      case 3 -> {
        return joined(good.slice(0, end), good.slice(at, good.size()));
      }
      default -> {
        return good.slice(0, at);
      }
    }
    return Bytes.adopt(bytes);
  }

  private static Bytes joined(Bytes first, Bytes second) {
    byte[] both = new byte[first.size() + second.size()];
    first.copyInto(both, 0);
    second.copyInto(both, first.size());
    return Bytes.adopt(both);
  }

  private static boolean verified(Bytes bundle) {
    return VERIFICATION.verify(bundle, SIGNERS, Expectations.artifact(FILE.sha256())).verified();
  }

  /** Changes one part at random; a change that gives the same part is none. */
  private static void assertNeverVerified(Bytes part, Function<Bytes, KeylessBundle> with) {
    assertThat(verified(Bytes.utf8(with.apply(part).json()))).isTrue();
    Random random = new Random(42);
    for (int i = 0; i < ROUNDS; i++) {
      Bytes other = changed(part, random);
      if (!other.equals(part)) {
        assertThat(verified(Bytes.utf8(with.apply(other).json()))).as(other.hex()).isFalse();
      }
    }
  }

  @Test
  void certificate_changed_isNeverVerified() {
    assertNeverVerified(CERTIFICATE.leaf(), leaf -> GOOD.by(KeylessBundle.certificate(leaf)));
  }

  /** A timestamp's own certificate, its status text and the like are covered by no signature. */
  @Test
  void timestamp_changed_isAnswered() {
    Bytes good = STAMPS.timestamp(DSSE_SIGNATURE, NOW);
    Random random = new Random(43);
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      KeylessBundle bundle = GOOD.stamped(changed(good, random));
      refused += verified(Bytes.utf8(bundle.json())) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(ROUNDS / 3);
  }

  @Test
  void body_changed_isNeverVerified() {
    Entry good =
        KeylessBundle.rekor2(
            KeylessBundle.PAE.sha256().bytes(), DSSE_SIGNATURE, CERTIFICATE.leaf());
    assertNeverVerified(
        good.body(), body -> GOOD.logged(good.json().replace(good.body().base64(), body.base64())));
  }

  @Test
  void bodyInTheLog_changed_isAnswered() {
    Bytes good =
        KeylessBundle.rekor2(KeylessBundle.PAE.sha256().bytes(), DSSE_SIGNATURE, CERTIFICATE.leaf())
            .body();
    Random random = new Random(44);
    for (int i = 0; i < ROUNDS; i++) {
      String body = changed(good, random).utf8();
      String entry = REKOR2.entry("hashedrekord", "0.0.2", body, NOW).json();
      verified(Bytes.utf8(GOOD.logged(entry).json()));
    }
  }

  @Test
  void checkpoint_changed_isAnswered() {
    Entry good =
        KeylessBundle.rekor2(
            KeylessBundle.PAE.sha256().bytes(), DSSE_SIGNATURE, CERTIFICATE.leaf());
    String note = good.checkpoint().replace("\n", "\\n");
    Random random = new Random(45);
    for (int i = 0; i < ROUNDS; i++) {
      Bytes other = changed(Bytes.utf8(note), random);
      verified(Bytes.utf8(GOOD.logged(good.json().replace(note, other.utf8())).json()));
    }
  }

  @Test
  void bundle_changed_isAnswered() {
    Bytes good = Bytes.utf8(GOOD.json());
    Random random = new Random(46);
    for (int i = 0; i < 2 * ROUNDS; i++) {
      verified(changed(good, random));
    }
  }

  @Test
  void timestampAndCertificate_nestedDeep_areRefusedAndDoNotOverflow() {
    byte[] deep = new byte[60_000];
    for (int i = 0; i < deep.length; i += 2) {
      deep[i] = 0x30;
      deep[i + 1] = (byte) 0x80;
    }
    Bytes nested = Bytes.adopt(deep);
    assertThat(verified(Bytes.utf8(GOOD.stamped(nested).json()))).isFalse();
    KeylessBundle bundle = GOOD.by(KeylessBundle.certificate(nested));
    assertThat(verified(Bytes.utf8(bundle.json()))).isFalse();
    assertThatExceptionOfType(InvalidTrust.class).isThrownBy(() -> PublicKeyFiles.read(nested));
  }

  @Test
  void trustedRootAndKeys_changed_areReadOrRefused() {
    Bytes root = Bytes.utf8(KeylessBundle.root().json());
    Random random = new Random(47);
    for (int i = 0; i < ROUNDS; i++) {
      try {
        TrustedRoot.parse(changed(root, random));
        PublicKeyFiles.read(changed(CERTIFICATE.leaf(), random));
      } catch (InvalidTrust e) {
        assertThat(e).hasMessageEndingWith(".");
      }
    }
  }
}
