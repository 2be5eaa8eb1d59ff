package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.signing.WarmCertificates.Bounds;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.export.ExportManifest;
import org.stellaops.signer.json.export.ExportProvenance;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.RateLimit;

/** An export goes through every gate, and what is signed is composed by the service. */
class ExportTest {

  private final ExportFixture exports = new ExportFixture();

  private static String reason(Response outcome) {
    assertThat(outcome).isInstanceOf(Response.Refused.class);
    return ((Response.Refused) outcome).why().reason().word();
  }

  private static boolean isBy(PinnedKey key, Bytes message, Bytes signature) throws Exception {
    Signature check = Signature.getInstance("SHA256withECDSA");
    check.initVerify(key.key());
    check.update(message.toByteArray());
    return check.verify(signature.toByteArray());
  }

  private static Bytes payload(JsonObject document) throws Exception {
    return Bytes.base64(document.object("dsse").string("payload"));
  }

  @Test
  void sign_anExport_hasEverySignatureOverWhatTheServiceComposed() throws Exception {
    JsonObject answer = SignerFixture.json(exports.sign(exports.body()));
    List<JsonObject> documents = answer.array("documents").objects();
    PinnedKey key = exports.service.house.pin(PolicyFixture.ACME, "export");

    assertThat(documents.stream().map(each -> SignerFixture.text(each, "file")))
        .containsExactly("export.json", "provenance.json");
    List<String> types = List.of(DocumentTypes.EXPORT_MANIFEST, DocumentTypes.IN_TOTO);
    for (int i = 0; i < 2; i++) {
      JsonObject document = documents.get(i);
      Bytes content = payload(document);
      Bytes pae = PreAuthEncoding.of(types.get(i), content).whole();
      JsonObject dsse = document.object("dsse");
      assertThat(dsse.string("payloadType")).isEqualTo(types.get(i));
      assertThat(document.string("sha256")).isEqualTo(content.sha256().hex());
      Bytes enveloped = Bytes.base64(dsse.array("signatures").objects().get(0).string("sig"));
      assertThat(isBy(key, pae, enveloped)).isTrue();
      Bytes detached = Bytes.base64(document.array("detached").strings().get(0));
      assertThat(isBy(key, content, detached)).isTrue();
      JsonObject message = document.array("messageBundles").objects().get(0);
      assertThat(message.object("messageSignature").string("signature"))
          .isEqualTo(detached.base64());
      JsonObject bundle = document.array("envelopeBundles").objects().get(0);
      assertThat(bundle.object("dsseEnvelope").string("payload")).isEqualTo(content.base64());
    }
    assertThat(exports.service.signatures()).isEqualTo(4);
  }

  @Test
  void sign_anExport_composesTheManifestInItsOneOrderAndNamesTheTenant() throws Exception {
    JsonObject answer = SignerFixture.json(exports.sign(exports.body()));
    List<JsonObject> documents = answer.array("documents").objects();
    ExportManifest manifest = ExportManifest.read(payload(documents.get(0)));
    assertThat(manifest.files().stream().map(file -> file.path()))
        .containsExactly("a/\u00e9.txt", "b.txt");
    ExportProvenance provenance = ExportProvenance.read(payload(documents.get(1)));
    assertThat(provenance.tenant()).isEqualTo("acme");
    assertThat(provenance.manifest()).isEqualTo(payload(documents.get(0)).sha256());
    assertThat(payload(documents.get(1)).utf8())
        .contains("\"policyDigest\":\"sha256:" + SignBody.HEX)
        .contains("oci://registry.example/app")
        .contains("\"version\":{\"stella\":\"1.0\"}");
  }

  @Test
  void sign_sameFilesInAnotherOrder_areTheSameBytes() throws Exception {
    JsonObject first = SignerFixture.json(exports.sign(exports.body()));
    Map<String, String> export = exports.export();
    String listed = ExportFixture.FILES;
    int second = listed.indexOf("},{") + 1;
    export.put(
        "files",
        "["
            + listed.substring(second + 1, listed.length() - 1)
            + ","
            + listed.substring(1, second)
            + "]");
    JsonObject other = SignerFixture.json(exports.sign(exports.body(export)));
    for (int i = 0; i < 2; i++) {
      assertThat(payload(other.array("documents").objects().get(i)))
          .isEqualTo(payload(first.array("documents").objects().get(i)));
    }
  }

  @Test
  void sign_aRepeat_givesTheSameBytesAndSignsNothing() {
    String body = Jwts.json(exports.body());
    Bytes first =
        SignerFixture.written(exports.service.signer.handle(exports.request(body, "k-1")));
    Bytes again =
        SignerFixture.written(exports.service.signer.handle(exports.request(body, "k-1")));
    assertThat(again.utf8()).isEqualTo(first.utf8());
    assertThat(exports.service.signatures()).isEqualTo(4);
  }

  @Test
  void sign_anExport_intendsEveryMessageAndIsChargedForEach() throws Exception {
    JsonObject answer = SignerFixture.json(exports.sign(exports.body()));
    JsonObject intent =
        SignerFixture.json(
            Bytes.utf8(
                exports.service.records().stream()
                    .filter(text -> text.contains("\"kind\":\"intent\""))
                    .findFirst()
                    .orElseThrow()));
    List<String> digests = new ArrayList<>(intent.array("furtherSha256").strings());
    digests.add(intent.string("paeSha256"));
    List<String> types = List.of(DocumentTypes.EXPORT_MANIFEST, DocumentTypes.IN_TOTO);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Bytes content = payload(answer.array("documents").objects().get(i));
      expected.add(content.sha256().toString());
      expected.add(PreAuthEncoding.of(types.get(i), content).sha256().toString());
    }
    assertThat(digests).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(intent.string("predicateType")).isEqualTo(DocumentTypes.EXPORT);
    JsonObject decision = exports.service.decision();
    assertThat(decision.integer("signaturesPerDay") - decision.integer("signaturesPerDayLeft"))
        .isEqualTo(4);
  }

  @Test
  void sign_keyless_hasACertificateAndATimeForEverySignature_andIsRepeated() throws Exception {
    KeylessFixture keyless =
        new KeylessFixture(
            house -> house.addExports(PolicyFixture.ACME, "export"),
            service -> {},
            Bounds.standard(),
            List.of("clock"),
            1);
    ExportFixture certified = new ExportFixture(keyless.service);
    Map<String, String> asked = certified.body();
    asked.put("options", KeylessFixture.KEYLESS);
    String body = Jwts.json(asked);
    Bytes first =
        SignerFixture.written(certified.service.signer.handle(certified.request(body, "k-1")));
    JsonObject answer = SignerFixture.json(first);

    assertThat(answer.string("mode")).isEqualTo("keyless");
    for (JsonObject document : answer.array("documents").objects()) {
      for (String bundles : List.of("messageBundles", "envelopeBundles")) {
        JsonObject material =
            document.array(bundles).objects().get(0).object("verificationMaterial");
        assertThat(material.has("certificate")).isTrue();
        assertThat(material.object("timestampVerificationData").array("rfc3161Timestamps").size())
            .isEqualTo(1);
      }
    }
    Bytes again =
        SignerFixture.written(certified.service.signer.handle(certified.request(body, "k-1")));
    assertThat(again.utf8()).isEqualTo(first.utf8());
  }

  @Test
  void sign_moreThanTheDayHas_isRefusedWhole() {
    ExportFixture poor =
        new ExportFixture(
            house -> house.limits = new Limits(1 << 20, new RateLimit(50, 100), 4, 1 << 30, 3));
    assertThat(reason(poor.sign(poor.body()))).isEqualTo("signatures-per-day");
    assertThat(poor.service.signatures()).isZero();
  }

  @Test
  void sign_aTenantWithoutTheType_isRefused() {
    ExportFixture without =
        new ExportFixture(house -> {
          house.types.remove(DocumentTypes.EXPORT);
          house.keys.get(PolicyFixture.ACME).removeIf(key -> key.name().value().equals("export"));
        });
    assertThat(reason(without.sign(without.body()))).isEqualTo("predicate-type");
  }

  @Test
  void sign_withAKeyForEverything_isRefused() {
    Map<String, String> body = exports.body();
    body.put("options", "{\"keys\":[\"sbom\"]}");
    assertThat(reason(exports.sign(body))).isEqualTo("key-purpose");
    assertThat(exports.service.signatures()).isZero();
  }

  @Test
  void sign_aStatementWithAnExportKey_isRefused() {
    Response outcome =
        exports.service.sign(exports.service.body().options("{\"keys\":[\"export\"]}"));
    assertThat(reason(outcome)).isEqualTo("key-purpose");
    assertThat(exports.service.signatures()).isZero();
  }

  @Test
  void sign_aStatementThatCallsItselfAnExport_isRefused() {
    Response outcome =
        exports.service.sign(
            exports.service.body().with("predicateType", Jwts.quoted(DocumentTypes.EXPORT)));
    assertThat(reason(outcome)).isEqualTo("predicate-type");
  }

  @Test
  void sign_anExportOfANameThatPolicyForbids_isRefused() {
    Map<String, String> export = exports.export();
    export.put("name", "\"elsewhere/release\"");
    assertThat(reason(exports.sign(exports.body(export)))).isEqualTo("subject-name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name        | ''                                  | json-missing-member",
        "name        | \"\"                                | export-name",
        "name        | \" a\"                              | export-name",
        "createdAt   | \"2026-11-05T12:00:00.5Z\"          | export-time",
        "createdAt   | \"2026-13-05T12:00:00Z\"            | export-time",
        "createdAt   | \"2026-11-05T12:00:00+01:00\"       | export-time",
        "complete    | \"yes\"                             | json-wrong-type",
        "files       | []                                  | export-files",
        "files       | {}                                  | json-wrong-type",
        "files       | [1]                                 | json-wrong-type",
        "tools       | {}                                  | export-tool",
        "tools       | {\"a\":1}                           | export-tool",
        "policyDigest| \"sha1:00\"                         | policy-digest",
        "materials   | [{\"uri\":\"x\",\"digest\":{}}]     | export-material",
        "materials   | [{\"uri\":\"a:b\",\"digest\":{\"md5\":\"00\"}}] | export-material",
        "tenant      | \"other\"                           | json-unknown-member",
      })
  void sign_aMemberThatIsWrong_isRefusedByItsReason(String member, String json, String reason) {
    Map<String, String> export = exports.export();
    if (json.isEmpty()) {
      export.remove(member);
    } else {
      export.put(member, json);
    }
    assertThat(reason(exports.sign(exports.body(export)))).isEqualTo(reason);
    assertThat(exports.service.signatures()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../a        | export-path",
        "a/../b      | export-path",
        "/etc/passwd | export-path",
        "a//b        | export-path",
        "./a         | export-path",
        "a\\\\b       | export-path",
        "C:a         | export-path",
        "nul.txt     | export-path",
        "a/COM1      | export-path",
        "a.          | export-path",
        "a\\u0000     | export-path",
        "a\\u202eb    | export-path",
        "a\\ufffd     | export-path",
        "B.TXT       | export-collision",
        "b.txt       | export-collision",
        "b.txt/c     | export-collision",
        "A/x         | export-collision",
        "a/e\\u0301.txt | export-collision",
      })
  void sign_aPathThatIsNotOneEverywhere_isRefused(String path, String reason) {
    Map<String, String> export = exports.export();
    export.put(
        "files",
        ExportFixture.FILES.substring(0, ExportFixture.FILES.length() - 1)
            + ",{\"path\":\""
            + path
            + "\",\"size\":1,\"mediaType\":\"text/plain\",\"sha256\":\""
            + SignBody.HEX
            + "\"}]");
    assertThat(reason(exports.sign(exports.body(export)))).isEqualTo(reason);
    assertThat(exports.service.signatures()).isZero();
  }

  @Test
  void sign_optionsThatAnExportDoesNotHave_areRefused() {
    for (String options :
        Set.of(
            "{\"returnBundle\":\"dsse\"}",
            "{\"policy\":{\"digest\":\"sha256:" + SignBody.HEX + "\",\"viewSet\":\"a\"}}")) {
      Map<String, String> body = exports.body();
      body.put("options", options);
      assertThat(reason(exports.sign(body))).isEqualTo("option-value");
    }
    Map<String, String> body = exports.body();
    body.put("predicate", "{}");
    assertThat(reason(exports.sign(body))).isEqualTo("json-unknown-member");
  }
}
