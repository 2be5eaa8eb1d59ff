package org.stellaops.signer.verify.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.Expectations;
import org.stellaops.signer.verify.TrustedSigners;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.WindowedKey;

class KitVerificationTest {

  private static final Instant NOW = SampleKit.CREATED.plusSeconds(3600);
  private static final TrustedSigners TRUSTED =
      TrustedSigners.anyKey(List.of(WindowedKey.always(SampleKit.SIGNER.key())));

  private static KitVerification verification(Instant now) {
    return new KitVerification(BundleVerification.strict(), TRUSTED, InstantSource.fixed(now));
  }

  private static KitVerdict verify(Bytes archive) {
    return verification(NOW).verify(archive, SeenKits.none());
  }

  private static Outcome outcome(KitVerdict verdict, String check) {
    return verdict.checks().stream()
        .filter(it -> it.name().equals(check))
        .findFirst()
        .orElseThrow(() -> new AssertionError(check + " not made: " + verdict.checks()))
        .outcome();
  }

  private static void assertRefused(KitVerdict verdict, String check, SeenKits before) {
    assertThat(verdict.verified()).isFalse();
    assertThat(verdict.seen()).isSameAs(before);
    assertThat(outcome(verdict, check)).isEqualTo(Outcome.FAILED);
  }

  private static void assertRefused(Bytes archive, String check) {
    SeenKits none = SeenKits.none();
    assertRefused(verification(NOW).verify(archive, none), check, none);
  }

  @Test
  void verify_goodKit_passesByNameAndHandsOnWhatIsTrusted() throws InvalidKit {
    KitVerdict verdict = verify(SampleKit.archive(3));
    assertThat(verdict.verified()).as(verdict.checks().toString()).isTrue();
    assertThat(verdict.checks())
        .extracting(Check::name)
        .containsExactly(
            "archive",
            "form",
            "signature",
            "payload-type",
            "statement",
            "predicate-type",
            "files",
            "stale",
            "clock",
            "rollback");
    VerifiedKit kit = verdict.kit().orElseThrow();
    assertThat(kit.keys()).containsExactly(WindowedKey.always(SampleKit.PRODUCT.key()));
    assertThat(kit.manifest().version()).isEqualTo(3);
    assertThat(kit.root().logs()).isEmpty();
    assertThat(verdict.seen().newest("product").orElseThrow().version()).isEqualTo(3);
    assertThat(verdict.seen().latest()).contains(NOW);
  }

  @Test
  void b24_cve202229173_cve202423332_olderVersion_isRefusedAndTheSameOrANewerIsNot()
      throws Exception {
    SeenKits seen = verify(SampleKit.archive(3)).seen();
    assertRefused(verification(NOW).verify(SampleKit.archive(2), seen), "rollback", seen);
    assertThat(verification(NOW).verify(SampleKit.archive(3), seen).verified()).isTrue();
    KitVerdict newer = verification(NOW).verify(SampleKit.archive(4), seen);
    assertThat(newer.verified()).isTrue();
    SeenKits kept = SeenKits.parse(newer.seen().document());
    assertRefused(verification(NOW).verify(SampleKit.archive(3), kept), "rollback", kept);
  }

  @Test
  void b24_anotherKitOfTheSameVersion_isRefused() throws InvalidKit {
    SeenKits seen = verify(SampleKit.archive(3)).seen();
    SortedMap<String, Bytes> others = SampleKit.files();
    others.put("docs/MORE.md", Bytes.utf8("more"));
    Bytes other = SampleKit.archive(SampleKit.SIGNER, 3, others);
    assertRefused(verification(NOW).verify(other, seen), "rollback", seen);
  }

  @Test
  void b24_stale_isRefusedUnlessThatIsAcceptedAndNamed() throws InvalidKit {
    Instant late = SampleKit.STALE.plusSeconds(1);
    SeenKits none = SeenKits.none();
    assertThat(verification(SampleKit.STALE).verify(SampleKit.archive(3), none).verified())
        .isTrue();
    assertRefused(verification(late).verify(SampleKit.archive(3), none), "stale", none);
    KitVerdict accepted = verification(late).acceptingStale().verify(SampleKit.archive(3), none);
    assertThat(accepted.verified()).isTrue();
    assertThat(outcome(accepted, "stale")).isEqualTo(Outcome.NOT_APPLICABLE);
  }

  @Test
  void b24_clockWentBack_isRefused() throws InvalidKit {
    SeenKits seen = verify(SampleKit.archive(3)).seen();
    assertThat(verification(NOW.minusSeconds(59)).verify(SampleKit.archive(3), seen).verified())
        .isTrue();
    assertRefused(
        verification(NOW.minusSeconds(61)).verify(SampleKit.archive(3), seen), "clock", seen);
  }

  @Test
  void b24_kitFromTheFuture_isRefused() throws InvalidKit {
    SeenKits none = SeenKits.none();
    Instant early = SampleKit.CREATED.minusSeconds(61);
    assertRefused(verification(early).verify(SampleKit.archive(3), none), "clock", none);
  }

  @Test
  void b24_signatureStrippedOrOfAStranger_isRefused() throws InvalidKit {
    SortedMap<String, Bytes> files = SampleKit.files();
    assertRefused(KitArchive.write(files), "manifest");
    assertRefused(SampleKit.archive(DocumentSigner.p256(), 3, files), "signature");
    KitManifest manifest = KitManifest.of("product", 3, SampleKit.CREATED, SampleKit.STALE, files);
    SortedMap<String, Bytes> unsigned = new TreeMap<>(files);
    unsigned.put(KitPaths.MANIFEST, manifest.statement());
    assertRefused(KitArchive.write(unsigned), "manifest");
  }

  @Test
  void b24_fileAddedTakenAwayOrChanged_isRefused() throws InvalidKit {
    SortedMap<String, Bytes> files = KitArchive.read(SampleKit.archive(3));
    SortedMap<String, Bytes> added = new TreeMap<>(files);
    added.put("trust/keys/more.pub", Bytes.utf8("key"));
    assertRefused(KitArchive.write(added), "files");
    for (String path : List.of("LICENSE", KitPaths.KEYS, KitPaths.REVOCATIONS)) {
      SortedMap<String, Bytes> less = new TreeMap<>(files);
      less.remove(path);
      assertRefused(KitArchive.write(less), "files");
      SortedMap<String, Bytes> changed = new TreeMap<>(files);
      changed.put(path, Bytes.utf8(files.get(path).utf8() + " "));
      assertRefused(KitArchive.write(changed), "files");
    }
  }

  @Test
  void b24_kitWithoutRevocations_isRefusedThoughItsManifestAgrees() {
    SortedMap<String, Bytes> files = SampleKit.files();
    files.remove(KitPaths.REVOCATIONS);
    assertThatThrownBy(() -> SampleKit.archive(SampleKit.SIGNER, 3, files))
        .isInstanceOf(InvalidKit.class)
        .hasMessageContaining(KitPaths.REVOCATIONS);
  }

  @Test
  void b24_anyBitOfAKitFlipped_isRefused() throws InvalidKit {
    byte[] archive = SampleKit.archive(3).toByteArray();
    for (int bit = 0; bit < archive.length * 8; bit += 7) {
      byte[] flipped = archive.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(verify(Bytes.adopt(flipped)).verified()).as("bit " + bit).isFalse();
    }
  }

  @Test
  void b24_signedForAnotherPurpose_isRefused() throws InvalidKit {
    SortedMap<String, Bytes> files = SampleKit.files();
    String statement =
        KitManifest.of("product", 3, SampleKit.CREATED, SampleKit.STALE, files)
            .statement()
            .utf8()
            .replace(KitManifest.TYPE, "https://a.test/other");
    files.put(KitPaths.MANIFEST, Bytes.utf8(SampleKit.SIGNER.bundle(statement)));
    assertRefused(KitArchive.write(files), "manifest");
  }

  @Test
  void verify_kitThatRevokesItsOwnSigner_isRefused() throws InvalidKit {
    Revocation own =
        new RevokedKey(SampleKit.SIGNER.key().fingerprint(), SampleKit.CREATED, "stolen");
    Bytes archive = SampleKit.archive(SampleKit.SIGNER, 4, SampleKit.files(own));
    assertRefused(archive, "revocation");
  }

  /** The next kit revokes the product's key: what the last took is refused with it. */
  @Test
  void revokedInTheNextKit_isNotVerifiedAnyMore() throws Exception {
    Bytes artifact = Bytes.utf8("artifact");
    Bytes document =
        Bytes.utf8(
            SampleKit.PRODUCT.bundle(
                DocumentSigner.statement(artifact.sha256(), "https://a.test/v1")));
    Revocation revoked =
        new RevokedKey(SampleKit.PRODUCT.key().fingerprint(), SampleKit.CREATED, "stolen");
    KitVerdict before = verify(SampleKit.archive(3));
    Bytes next = SampleKit.archive(SampleKit.SIGNER, 4, SampleKit.files(revoked));
    KitVerdict after = verification(NOW).verify(next, before.seen());
    assertThat(isGood(before.kit().orElseThrow(), document)).isTrue();
    assertThat(isGood(after.kit().orElseThrow(), document)).isFalse();
  }

  private static boolean isGood(VerifiedKit kit, Bytes document) {
    return BundleVerification.strict()
        .honouring(kit.revocations())
        .verify(document, TrustedSigners.anyKey(kit.keys()), Expectations.none())
        .verified();
  }

  @Test
  void manifest_subjectsThatAreNotTheFiles_isRefused() {
    KitManifest manifest =
        KitManifest.of("product", 3, SampleKit.CREATED, SampleKit.STALE, SampleKit.files());
    String statement = manifest.statement().utf8();
    for (String other :
        List.of(
            statement.replace("\"name\":\"LICENSE\"", "\"name\":\"LICENCE\""),
            statement.replace("\"version\":3", "\"version\":0"),
            statement.replace("\"name\":\"product\"", "\"name\":\"../product\""),
            statement.replace("2026-07-30T12:00:00Z", "2026-04-30T12:00:00Z"),
            statement.replace("\"version\":3", "\"version\":3,\"more\":1"))) {
      assertThat(other).isNotEqualTo(statement);
      assertThatThrownBy(() -> KitManifest.parse(Bytes.utf8(other))).isInstanceOf(InvalidKit.class);
    }
  }

  @Test
  void seenKits_ofAnotherForm_areRefused() {
    for (String text : List.of("", "{}", "{\"kits\":[],\"latest\":\"x\",\"schema\":\"y\"}")) {
      assertThatThrownBy(() -> SeenKits.parse(Bytes.utf8(text))).isInstanceOf(InvalidTrust.class);
    }
  }
}
