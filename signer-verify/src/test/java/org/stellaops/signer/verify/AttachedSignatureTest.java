package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.verify.KeylessBundle.CERTIFICATE;
import static org.stellaops.signer.verify.KeylessBundle.DSSE_SIGNATURE;
import static org.stellaops.signer.verify.KeylessBundle.FILE;
import static org.stellaops.signer.verify.KeylessBundle.FROM;
import static org.stellaops.signer.verify.KeylessBundle.ISSUER;
import static org.stellaops.signer.verify.KeylessBundle.KEY;
import static org.stellaops.signer.verify.KeylessBundle.NOW;
import static org.stellaops.signer.verify.KeylessBundle.PAE;
import static org.stellaops.signer.verify.KeylessBundle.REKOR1;
import static org.stellaops.signer.verify.KeylessBundle.STAMPS;
import static org.stellaops.signer.verify.KeylessBundle.STATEMENT;
import static org.stellaops.signer.verify.KeylessBundle.SUBJECT;

import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.ports.SignatureReader.Finding;
import org.stellaops.signer.ports.SignatureReader.Format;
import org.stellaops.signer.ports.SignatureReader.Reading;
import org.stellaops.signer.testkit.keyless.TestTransparencyLog.Entry;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/** Layers as cosign wrote them before it had bundles, each good but for what a test changes. */
class AttachedSignatureTest {

  private static final PinnedKey RELEASE_KEY = PinnedKey.of(KEY.getPublic());
  private static final Bytes PAYLOAD =
      Bytes.utf8(
          "{\"critical\":{\"identity\":{\"docker-reference\":\"a/b\"},\"image\":"
              + "{\"docker-manifest-digest\":\""
              + FILE.sha256()
              + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}");
  private static final Bytes SIG = KeylessBundle.sign(KEY, PAYLOAD);
  private static final Bytes ENVELOPE =
      Bytes.utf8(
          DocumentSigner.envelope(
              DocumentSigner.IN_TOTO,
              Bytes.utf8(STATEMENT),
              "{\"keyid\":\"\",\"sig\":\"" + DSSE_SIGNATURE.base64() + "\"}"));
  private static final String SIGNATURE = AttachedReader.SIGNATURE;

  private static JsonSignatureReader trusting(Requirements keys, Requirements certificates) {
    var root = KeylessBundle.parsed(KeylessBundle.root());
    InstantSource clock = InstantSource.fixed(NOW.plus(Duration.ofDays(1)));
    return new JsonSignatureReader()
        .trusting(
            new MaterialTrust(root, keys, clock), new MaterialTrust(root, certificates, clock));
  }

  private static Map<String, String> with(Map<String, String> annotations, String... more) {
    Map<String, String> all = new HashMap<>(annotations);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static Map<String, String> signed() {
    return Map.of(SIGNATURE, SIG.base64());
  }

  private static String certificate() {
    return KeylessBundle.pem("CERTIFICATE", CERTIFICATE.leaf());
  }

  private static String rekorBundle(Entry entry) {
    return "{\"SignedEntryTimestamp\":\""
        + entry.promise().base64()
        + "\",\"Payload\":{\"body\":\""
        + entry.body().base64()
        + "\",\"integratedTime\":"
        + entry.integratedTime()
        + ",\"logIndex\":"
        + entry.index()
        + ",\"logID\":\""
        + entry.logId().hex()
        + "\"}}";
  }

  private static String logged(Bytes payload, Bytes sig) {
    return rekorBundle(KeylessBundle.rekor1(payload, sig, CERTIFICATE.leaf()));
  }

  private static String stamp(Bytes over) {
    return "{\"SignedRFC3161Timestamp\":\"" + STAMPS.timestamp(over, NOW).base64() + "\"}";
  }

  private static Reading simple(
      JsonSignatureReader reader, Bytes payload, Map<String, String> annotations) {
    return reader.readAttached(
        DocumentTypes.SIMPLE_SIGNING, payload, annotations, List.of(RELEASE_KEY));
  }

  private static Reading simple(Map<String, String> annotations) {
    return simple(new JsonSignatureReader(), PAYLOAD, annotations);
  }

  private static Finding only(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Read.class);
    assertThat(((Reading.Read) reading).signatures()).hasSize(1);
    return ((Reading.Read) reading).signatures().get(0);
  }

  private static void assertFailed(Reading reading, String check) {
    Finding finding = only(reading);
    assertThat(finding.by()).isEmpty();
    assertThat(finding.checks())
        .filteredOn(it -> it.outcome() == Outcome.FAILED)
        .extracting(Check::name)
        .contains(check);
  }

  @Test
  void simpleSigning_byAGivenKey_isThatKeysOverThePayloadAsItIs() {
    Reading reading = simple(signed());
    assertThat(only(reading).by()).contains(new KeyIdentity(RELEASE_KEY));
    Reading.Read read = (Reading.Read) reading;
    assertThat(read.format()).isEqualTo(Format.SIMPLE_SIGNING);
    assertThat(read.payload()).isEqualTo(PAYLOAD);
  }

  @Test
  void simpleSigning_byEd25519_isVerified() {
    DocumentSigner signer = DocumentSigner.ed25519();
    Reading reading =
        new JsonSignatureReader()
            .readAttached(
                DocumentTypes.SIMPLE_SIGNING,
                PAYLOAD,
                Map.of(SIGNATURE, signer.signPlain(PAYLOAD).base64()),
                List.of(RELEASE_KEY, signer.key()));
    assertThat(only(reading).by()).contains(new KeyIdentity(signer.key()));
  }

  @Test
  void r10_simpleSigning_overAnotherPayloadOrByAStranger_isNobodys() {
    assertFailed(
        simple(new JsonSignatureReader(), Bytes.utf8(PAYLOAD.utf8() + " "), signed()), "signature");
    KeyPair stranger = KeylessBundle.pair();
    assertFailed(
        simple(Map.of(SIGNATURE, KeylessBundle.sign(stranger, PAYLOAD).base64())), "signature");
    assertFailed(simple(Map.of(SIGNATURE, DSSE_SIGNATURE.base64())), "signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%%", "AAA", "AA AA", "A"})
  void b11_simpleSigning_withoutASignatureInBase64_isMalformed(String annotation) {
    assertThat(simple(Map.of(SIGNATURE, annotation))).isInstanceOf(Reading.Malformed.class);
    assertThat(simple(Map.of())).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void b11_layer_ofAnotherType_isMalformed() {
    assertThat(
            new JsonSignatureReader()
                .readAttached("text/plain", PAYLOAD, signed(), List.of(RELEASE_KEY)))
        .isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void b11_material_withoutATrustedRoot_isUnsupportedAndNeverPassedOver() {
    for (Map<String, String> annotations :
        List.of(
            with(signed(), AttachedMaterial.BUNDLE, "x"),
            with(signed(), AttachedMaterial.TIMESTAMP, "x"),
            with(signed(), AttachedMaterial.CERTIFICATE, "x"))) {
      assertThat(simple(annotations)).isInstanceOf(Reading.Unsupported.class);
    }
    assertThat(only(simple(with(signed(), AttachedMaterial.CERTIFICATE, ""))).by()).isPresent();
  }

  @Test
  void simpleSigning_withACertificateInRekor_isTheIdentitysAtTheLogsTime() {
    Map<String, String> annotations =
        with(
            signed(),
            AttachedMaterial.CERTIFICATE,
            certificate(),
            "dev.sigstore.cosign/chain",
            "passed over",
            AttachedMaterial.BUNDLE,
            logged(PAYLOAD, SIG));
    Finding finding =
        only(simple(trusting(Requirements.NONE, Requirements.PUBLIC), PAYLOAD, annotations));
    assertThat(finding.by().orElse(null))
        .as(finding.checks().toString())
        .isInstanceOfSatisfying(
            CertificateIdentity.class,
            by -> {
              assertThat(by.subject()).isEqualTo(SUBJECT);
              assertThat(by.issuer()).isEqualTo(ISSUER);
            });
    assertThat(finding.trustedTime()).contains(NOW);
  }

  @Test
  void requirements_ofCertificates_areNotThoseOfKeys() {
    JsonSignatureReader reader = trusting(Requirements.NONE, Requirements.PUBLIC);
    assertThat(only(simple(reader, PAYLOAD, signed())).by()).isPresent();
    Map<String, String> stamped =
        with(
            signed(),
            AttachedMaterial.CERTIFICATE,
            certificate(),
            AttachedMaterial.TIMESTAMP,
            stamp(SIG));
    assertFailed(simple(reader, PAYLOAD, stamped), "log-entry");
    assertThat(only(simple(trusting(Requirements.NONE, Requirements.NONE), PAYLOAD, stamped)).by())
        .isPresent();
    assertFailed(
        simple(trusting(new Requirements(1, 0, 0), Requirements.NONE), PAYLOAD, signed()),
        "log-entry");
  }

  @Test
  void k_simpleSigning_withAnEntryOfAnotherSignatureOrAWrongPromise_isNobodys() {
    JsonSignatureReader reader = trusting(Requirements.NONE, Requirements.PUBLIC);
    Map<String, String> certified = with(signed(), AttachedMaterial.CERTIFICATE, certificate());
    Bytes other = KeylessBundle.sign(KEY, PAYLOAD);
    assertFailed(
        simple(reader, PAYLOAD, with(certified, AttachedMaterial.BUNDLE, logged(PAYLOAD, other))),
        "log-entry-body");
    assertFailed(
        simple(reader, PAYLOAD, with(certified, AttachedMaterial.BUNDLE, logged(FILE, SIG))),
        "log-entry-body");
    String promised = logged(PAYLOAD, SIG);
    String later = promised.replace("\"integratedTime\":1", "\"integratedTime\":2");
    assertThat(later).isNotEqualTo(promised);
    assertFailed(
        simple(reader, PAYLOAD, with(certified, AttachedMaterial.BUNDLE, later)), "log-entry");
    assertFailed(simple(reader, PAYLOAD, certified), "log-entry");
  }

  @Test
  void b11_logEntry_outOfForm_isMalformed() {
    JsonSignatureReader reader = trusting(Requirements.NONE, Requirements.NONE);
    String good = logged(PAYLOAD, SIG);
    for (String bad :
        List.of(
            "x",
            "{}",
            good.replace("\"logIndex\":1", "\"logIndex\":-1"),
            good.replace("\"logIndex\":1", "\"logIndex\":1,\"more\":1"),
            good.replace(REKOR1.id().hex(), "xyz"),
            good.replaceFirst("\"body\":\"[^\"]*\"", "\"body\":\"e30=\""),
            good.replaceFirst("Timestamp\":\"[^\"]*\"", "Timestamp\":\"\""))) {
      assertThat(simple(reader, PAYLOAD, with(signed(), AttachedMaterial.BUNDLE, bad)))
          .as(bad)
          .isInstanceOf(Reading.Malformed.class);
    }
  }

  private static Reading attestation(JsonSignatureReader reader, Map<String, String> annotations) {
    return reader.readAttached(
        DocumentTypes.DSSE_ENVELOPE, ENVELOPE, annotations, List.of(RELEASE_KEY));
  }

  @Test
  void attestation_byAGivenKey_isThatKeys() {
    Reading reading = attestation(new JsonSignatureReader(), Map.of(SIGNATURE, ""));
    assertThat(only(reading).by()).contains(new KeyIdentity(RELEASE_KEY));
    assertThat(((Reading.Read) reading).payload()).isEqualTo(Bytes.utf8(STATEMENT));
    assertThat(((Reading.Read) reading).payloadType()).isEqualTo(DocumentTypes.IN_TOTO);
  }

  /** What nobody knows may restrict what the rest allows, with a trusted root and without. */
  @Test
  void attestation_withAMemberThatNobodyKnows_isUnsupported() {
    Bytes more = Bytes.utf8(ENVELOPE.utf8().replaceFirst("[{]", "{\"audience\":\"others\","));
    for (JsonSignatureReader reader :
        List.of(new JsonSignatureReader(), trusting(Requirements.NONE, Requirements.NONE))) {
      assertThat(
              reader.readAttached(
                  DocumentTypes.DSSE_ENVELOPE, more, Map.of(SIGNATURE, ""), List.of(RELEASE_KEY)))
          .isInstanceOf(Reading.Unsupported.class);
    }
  }

  @Test
  void attestation_withACertificate_isStampedOverTheWholeEnvelope() {
    JsonSignatureReader reader = trusting(Requirements.NONE, Requirements.NONE);
    Map<String, String> certified = Map.of(AttachedMaterial.CERTIFICATE, certificate());
    assertThat(
            only(attestation(reader, with(certified, AttachedMaterial.TIMESTAMP, stamp(ENVELOPE))))
                .by())
        .isPresent();
    assertFailed(
        attestation(reader, with(certified, AttachedMaterial.TIMESTAMP, stamp(DSSE_SIGNATURE))),
        "timestamp");
  }

  @Test
  void attestation_inRekor1AsDsse_isVerified() {
    String body =
        "{\"apiVersion\":\"0.0.1\",\"kind\":\"dsse\",\"spec\":{\"envelopeHash\":{\"algorithm\":"
            + "\"sha256\",\"value\":\""
            + ENVELOPE.sha256().hex()
            + "\"},\"payloadHash\":{\"algorithm\":\"sha256\",\"value\":\""
            + PAE.payload().sha256().hex()
            + "\"},\"signatures\":[{\"signature\":\""
            + DSSE_SIGNATURE.base64()
            + "\",\"verifier\":\""
            + Bytes.utf8(certificate()).base64()
            + "\"}]}}";
    Map<String, String> annotations =
        Map.of(
            AttachedMaterial.CERTIFICATE,
            certificate(),
            AttachedMaterial.BUNDLE,
            rekorBundle(REKOR1.entry("dsse", "0.0.1", body, NOW)));
    Finding finding =
        only(attestation(trusting(Requirements.NONE, Requirements.PUBLIC), annotations));
    assertThat(finding.by()).as(finding.checks().toString()).isPresent();
    assertThat(finding.trustedTime()).isEqualTo(Optional.of(NOW));
    assertThat(NOW).isAfter(FROM);
  }

  @Test
  void b02_attestation_withTwoSignatures_isMalformed() {
    String sig = "{\"sig\":\"" + DSSE_SIGNATURE.base64() + "\"}";
    Bytes twice =
        Bytes.utf8(
            DocumentSigner.envelope(DocumentSigner.IN_TOTO, Bytes.utf8(STATEMENT), sig, sig));
    assertThat(
            new JsonSignatureReader()
                .readAttached(DocumentTypes.DSSE_ENVELOPE, twice, Map.of(), List.of(RELEASE_KEY)))
        .isInstanceOf(Reading.Malformed.class);
  }
}
