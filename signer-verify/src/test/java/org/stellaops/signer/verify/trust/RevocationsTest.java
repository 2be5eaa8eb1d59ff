package org.stellaops.signer.verify.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedContent;
import org.stellaops.signer.model.Revocation.RevokedIdentity;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.testkit.registry.DocumentSigner;

class RevocationsTest {

  private static final Instant FROM = Instant.parse("2026-05-01T12:00:00Z");
  private static final String ID = Bytes.utf8("some").sha256().toString();
  private static final String SCHEMA = "\"schema\":\"" + Revocations.SCHEMA + "\"";

  private static String key(String members) {
    return "{\"keys\":[{" + members + "}]," + SCHEMA + "}";
  }

  @Test
  void document_readAgain_isTheSameAndInOneForm() throws InvalidTrust {
    Revocations all =
        Revocations.of(
            List.of(
                new RevokedContent(Bytes.utf8("a").sha256(), FROM, "one"),
                new RevokedIdentity("https://b", "z", FROM, "two"),
                new RevokedIdentity("https://a", "y", FROM, "three"),
                new RevokedKey(Bytes.utf8("b").sha256(), FROM.plusMillis(5), "four")));
    Bytes document = all.document();
    assertThat(Revocations.parse(document)).isEqualTo(all);
    assertThat(Revocations.parse(document).document()).isEqualTo(document);
    assertThat(Revocations.none().and(all)).isEqualTo(all);
  }

  @Test
  void parse_onlySomeKinds_hasThose() throws InvalidTrust {
    String from = "\"from\":\"2026-05-01T12:00:00Z\",\"reason\":\"stolen\"";
    Revocations read = Revocations.parse(Bytes.utf8(key("\"id\":\"" + ID + "\"," + from)));
    assertThat(read.all()).hasSize(1);
    assertThat(read.ofKey(Bytes.utf8("some").sha256())).isPresent();
    assertThat(read.nameContent()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"id\":\"ID\",\"from\":\"2026-05-01T12:00:00Z\"",
        "\"id\":\"ID\",\"from\":\"2026-05-01T12:00:00Z\",\"reason\":\"\"",
        "\"id\":\"ID\",\"from\":\"2026-05-01\",\"reason\":\"x\"",
        "\"id\":\"ID\",\"from\":\"2026-05-01T12:00:00+01:00\",\"reason\":\"x\"",
        "\"id\":\"ID\",\"from\":\"2026-02-30T12:00:00Z\",\"reason\":\"x\"",
        "\"id\":\"sha256:AB\",\"from\":\"2026-05-01T12:00:00Z\",\"reason\":\"x\"",
        "\"id\":\"ID\",\"from\":\"2026-05-01T12:00:00Z\",\"reason\":\"x\",\"only\":\"y\"",
      })
  void parse_entryOfAnotherForm_isRefused(String members) {
    assertThatThrownBy(() -> Revocations.parse(Bytes.utf8(key(members.replace("ID", ID)))))
        .isInstanceOf(InvalidTrust.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "{\"schema\":\"x\"}", "{\"more\":[],SCHEMA}", "nothing"})
  void parse_anotherDocument_isRefused(String text) {
    assertThatThrownBy(() -> Revocations.parse(Bytes.utf8(text.replace("SCHEMA", SCHEMA))))
        .isInstanceOf(InvalidTrust.class);
  }

  @Test
  void publishedKeys_windowsAndRevocations_areRead() throws InvalidTrust {
    DocumentSigner one = DocumentSigner.p256();
    DocumentSigner two = DocumentSigner.ed25519();
    ValidityWindow window = new ValidityWindow(FROM, FROM.plusSeconds(60));
    TrustDocumentKeys keys =
        new TrustDocumentKeys(
            List.of(new WindowedKey(one.key(), window), WindowedKey.always(two.key())),
            Revocations.of(List.of(new RevokedKey(two.key().fingerprint(), FROM, "stolen"))));
    TrustDocumentKeys read = TrustDocumentKeys.parse(keys.document());
    assertThat(read.document()).isEqualTo(keys.document());
    assertThat(read.keys()).containsExactlyInAnyOrderElementsOf(keys.keys());
    assertThat(read.revocations().ofKey(two.key().fingerprint())).isPresent();
    assertThat(read.revocations().ofKey(one.key().fingerprint())).isEmpty();
  }

  @Test
  void publishedKeys_neverActiveOrRevokedByItsState_areNotTrusted() throws InvalidTrust {
    String document = TrustDocumentKeys.of(List.of(DocumentSigner.p256().key())).document().utf8();
    String prepared = document.replace("\"publicKey\"", "\"validFor\":[],\"publicKey\"");
    assertThat(TrustDocumentKeys.parse(Bytes.utf8(prepared)).keys()).isEmpty();
    String revoked = document.replace("\"publicKey\"", "\"state\":\"revoked\",\"publicKey\"");
    TrustDocumentKeys read = TrustDocumentKeys.parse(Bytes.utf8(revoked));
    assertThat(read.revocations().ofKey(read.keys().get(0).key().fingerprint()))
        .map(Revocation::from)
        .contains(Instant.EPOCH);
  }

  @Test
  void publishedKeys_underAnotherIdOrKind_areRefused() {
    DocumentSigner signer = DocumentSigner.p256();
    String document = TrustDocumentKeys.of(List.of(signer.key())).document().utf8();
    for (String other :
        List.of(
            document.replace(signer.key().fingerprint().hex(), "00".repeat(32)),
            document.replace("PKIX_ECDSA_P256_SHA_256", "PKIX_ED25519"),
            document.replace("\"publicKey\"", "\"until\":1,\"publicKey\""))) {
      assertThatThrownBy(() -> TrustDocumentKeys.parse(Bytes.utf8(other)))
          .isInstanceOf(InvalidTrust.class);
    }
  }
}
