package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.core.pipeline.Jwts.quoted;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.setup.Recovery;
import org.stellaops.signer.core.approval.ApprovalRules;
import org.stellaops.signer.core.approval.ApprovalVerb;
import org.stellaops.signer.core.keys.KeyVerb;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.testkit.approval.InMemoryApprovals;
import org.stellaops.signer.testkit.journal.FaultyJournal.Fault;
import org.stellaops.signer.testkit.journal.FaultyJournal.Step;
import org.stellaops.signer.testkit.journal.Openings;
import org.stellaops.signer.testkit.keys.InMemoryKeyCatalog;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/** What is written is what docs/schemas says, and nothing else. */
class PublishedSchemasTest {

  private static final Path SCHEMAS = Path.of("../docs/schemas");
  private static final String POLICY =
      "{\"digest\":\"sha256:" + SignBody.HEX + "\",\"viewSet\":\"public\"}";

  private SchemaCheck attestor;
  private SchemaCheck auditRecord;

  @BeforeEach
  void readSchemas() throws Exception {
    attestor = SchemaCheck.read(SCHEMAS.resolve("attestor-v1.schema.json"));
    auditRecord = SchemaCheck.read(SCHEMAS.resolve("audit-record-v1.schema.json"));
  }

  private static SignBody report(SignerFixture harness) {
    return harness
        .body()
        .with("predicateType", quoted(PolicyFixture.REPORT))
        .with("predicate", "{\"policy\":" + POLICY + "}")
        .options("{\"policy\":" + POLICY + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dsse", "sigstore", "both"})
  void attestor_ofARealAnswer_isValid(String returned) throws Exception {
    SignerFixture harness = new SignerFixture();
    SignBody body = harness.body().options("{\"returnBundle\":\"" + returned + "\"}");
    JsonObject block = SignerFixture.json(harness.sign(body)).object("attestor");
    assertThat(attestor.faults(block)).isEmpty();
    assertThat(block.members().keySet()).isEqualTo(attestor.properties());
    JsonObject free = SignerFixture.json(harness.sign(report(harness))).object("attestor");
    assertThat(attestor.faults(free)).isEmpty();
  }

  @Test
  void attestor_ofAnAllowListedRelease_isValid() throws Exception {
    SignerFixture harness =
        new SignerFixture(
            house -> house.allowedReleases.add(PolicyFixture.allowed(SignerFixture.IMAGE)));
    JsonObject block = SignerFixture.json(harness.sign(harness.body())).object("attestor");
    assertThat(block.object("release").string("verdict")).isEqualTo("allow-listed");
    assertThat(block.object("release").string("allowedBy")).isEqualTo("ada@example");
    assertThat(block.object("release").string("allowedUntil")).isEqualTo("2999-01-01T00:00:00Z");
    assertThat(attestor.faults(block)).isEmpty();
    assertThat(harness.records().toString())
        .contains(
            "\"allowedBy\":\"ada@example\"",
            "\"allowedReason\":\"CHG-7: signed again next week\"",
            "\"allowedUntil\":\"2999-01-01T00:00:00Z\"");
  }

  @Test
  void attestor_changed_isNot() throws Exception {
    SignerFixture harness = new SignerFixture();
    String answer = SignerFixture.written(harness.sign(harness.body())).utf8();
    for (List<String> change :
        List.of(
            List.of("\"plan\":\"pro\",\"release\":{", "\"release\":{"),
            List.of("attestor/v1", "attestor/v2"),
            List.of("\"entitlement\":\"token\"", "\"entitlement\":\"none\""),
            List.of("\"mode\":\"keyful\",\"name\"", "\"mode\":1,\"name\""),
            List.of("\"bundles\":[", "\"more\":1,\"bundles\":["),
            List.of("\"fingerprint\":\"sha256:", "\"fingerprint\":\"sha1:"))) {
      String changed = answer.replace(change.get(0), change.get(1));
      assertThat(changed).isNotEqualTo(answer);
      JsonObject block = SignerFixture.json(Bytes.utf8(changed)).object("attestor");
      assertThat(attestor.faults(block)).isNotEmpty();
    }
  }

  /** Signs, refuses, repeats, reads, fails and crashes; every record of it. */
  private static List<JsonObject> everyKindOfRecord() {
    SignerFixture harness = new SignerFixture();
    RefusalsTest.all().forEach(one -> tryOne(one, harness));
    harness.clock.advance(java.time.Duration.ofMinutes(5));
    String body = harness.body().toString();
    harness.sign(body, "key-1");
    harness.sign(body, "key-1");
    harness.sign(report(harness));
    String one = SignBody.SUBJECT.substring(1, SignBody.SUBJECT.length() - 1);
    harness.sign(harness.body().with("subject", "[" + one + "," + one + "]"));
    String many = String.join(",", Collections.nCopies(65, one));
    harness.sign(harness.body().with("subject", "[" + many + "]"));
    harness.audit(harness.accessClaims(), "00000000-0000-7000-8000-000000000000");
    harness.referrers(SignerFixture.IMAGE.toString());
    String about = "{\"bundle\":{},\"artifact\":{\"sha256\":\"" + "a".repeat(64) + "\"}";
    harness.verify(about + "}");
    harness.verify(about + ",\"paeSha256\":\"" + "b".repeat(64) + "\"}");
    harness.keys.behave((keys, key, what, deadline) -> {
      throw new IllegalStateException("bug");
    });
    harness.sign(harness.body());
    harness.journal.fail(Step.HOLD, Fault.REFUSED);
    harness.sign(harness.body());
    harness.journal.fail(Step.CONCLUDE, Fault.REFUSED);
    harness.sign(harness.body());
    harness.sign(harness.body().with("extra", "1"));
    Deadline soon = Deadline.in(Duration.ofSeconds(5), harness.clock);
    AuditId crashed = new AuditId("00000000-0000-7000-8000-000000000009");
    Bytes first = harness.book.log().get(0).bytes();
    harness.book.open(Openings.of(crashed, new Tenant("acme"), null, first), soon);
    new Recovery(harness.book.restarted(), harness.clock).recover(soon);
    harness.signer.close();
    List<JsonObject> records = new ArrayList<>();
    harness.book.log().forEach(entry -> records.add(SignerFixture.json(entry.bytes())));
    records.addAll(keylessRecords());
    for (SignerFixture each :
        List.of(certified(), allowListed(), stale(), inIndex(), personal(), BypassTest.used())) {
      each.records().forEach(text -> records.add(SignerFixture.json(Bytes.utf8(text))));
    }
    ExportFixture exports = new ExportFixture();
    exports.sign(exports.body());
    exports.service.book.log().forEach(entry -> records.add(SignerFixture.json(entry.bytes())));
    return records;
  }

  /** One request of a scanner whose image the tenant's list lets pass. */
  private static SignerFixture allowListed() {
    SignerFixture harness =
        new SignerFixture(
            house -> house.allowedReleases.add(PolicyFixture.allowed(SignerFixture.IMAGE)));
    harness.sign(harness.body());
    return harness;
  }

  /** Requests of a scanner whose release was found before the registry went out. */
  private static SignerFixture stale() {
    SignerFixture harness = new SignerFixture(house -> house.staleFor = Duration.ofHours(1));
    harness.sign(harness.body());
    harness.registry.broken(true);
    harness.clock.advance(Duration.ofMinutes(6));
    harness.sign(harness.body());
    return harness;
  }

  /** One request of a scanner whose image is in a signed index, and is not signed itself. */
  private static SignerFixture inIndex() {
    Digest index = Bytes.utf8("an index").sha256();
    List<String> bundle = new ArrayList<>();
    SignerFixture harness =
        new SignerFixture(house -> {
          house.countIndexes = true;
          bundle.add(house.releaseKey.bundle(DocumentSigner.imageStatement(index)));
        });
    harness
        .registry
        .remove(SignerFixture.IMAGE)
        .putIndex(index, SignerFixture.IMAGE)
        .putBundle(index, bundle.get(0));
    harness.sign(harness.body().with("scannerIndexDigest", "\"" + index + "\""));
    return harness;
  }

  @Test
  void r13_attestor_ofAnImageInASignedIndex_isValidAndNamesTheIndex() throws Exception {
    SignerFixture harness = inIndex();
    Digest index = Bytes.utf8("an index").sha256();
    JsonObject block =
        SignerFixture.json(
                harness.sign(harness.body().with("scannerIndexDigest", "\"" + index + "\"")))
            .object("attestor");
    assertThat(block.object("release").string("indexDigest")).isEqualTo(index.toString());
    assertThat(block.object("release").string("imageDigest"))
        .isEqualTo(SignerFixture.IMAGE.toString());
    assertThat(attestor.faults(block)).isEmpty();
  }

  @Test
  void attestor_ofAStaleRelease_isValidAndSaysSinceWhen() throws Exception {
    SignerFixture harness = stale();
    JsonObject block = SignerFixture.json(harness.sign(harness.body())).object("attestor");
    assertThat(block.object("release").string("verdict")).isEqualTo("stale");
    assertThat(block.object("release").string("foundAt"))
        .isEqualTo(harness.clock.instant().minus(Duration.ofMinutes(6)).toString());
    assertThat(attestor.faults(block)).isEmpty();
    assertThat(harness.records().toString())
        .contains("\"release\":\"stale\"", "\"releaseFoundAt\"");
  }

  /** One request of a scanner whose release a certificate signed. */
  private static SignerFixture certified() {
    SignerFixture harness = new SignerFixture();
    String bundle =
        DocumentSigner.p256()
            .bundle(DocumentSigner.imageStatement(SignerFixture.IMAGE))
            .replaceFirst("\"publicKey\":\\{[^}]*}", "\"certificate\":{}");
    harness.registry.remove(SignerFixture.IMAGE).putBundle(SignerFixture.IMAGE, bundle);
    harness.sign(harness.body());
    return harness;
  }

  /** One request of a person. */
  private static SignerFixture personal() {
    SignerFixture harness = new SignerFixture();
    Map<String, String> claims = harness.accessClaims();
    claims.put("client_id", Jwts.quoted(SignerFixture.PEOPLE.value()));
    harness.audit(claims, "x");
    return harness;
  }

  @Test
  void attestor_ofAReleaseByCertificate_isValidAndNamesTheIdentity() throws Exception {
    SignerFixture harness = certified();
    JsonObject block = SignerFixture.json(harness.sign(harness.body())).object("attestor");
    assertThat(block.object("release").string("signerSubject"))
        .isEqualTo(PolicyFixture.CI.subject());
    assertThat(block.object("release").string("signerIssuer")).isEqualTo(PolicyFixture.CI.issuer());
    assertThat(attestor.faults(block)).isEmpty();
  }

  private static List<JsonObject> keylessRecords() {
    KeylessFixture keyless = KeylessTest.declared();
    keyless.sign(KeylessFixture.KEYLESS);
    keyless.timing.put(
        "clock",
        any -> {
          throw new DependencyUnavailable(Dependency.TIMESTAMP_AUTHORITY, false, "told to fail");
        });
    keyless.sign(KeylessFixture.KEYLESS);
    return keyless.service.records().stream()
        .map(text -> SignerFixture.json(Bytes.utf8(text)))
        .toList();
  }

  @Test
  void attestor_ofAKeylessSignatureAndItsFallback_isValid() throws Exception {
    KeylessFixture keyless = KeylessTest.declared();
    JsonObject certified = SignerFixture.json(keyless.sign(KeylessFixture.KEYLESS));
    assertThat(attestor.faults(certified.object("attestor"))).isEmpty();
    keyless.timing.put(
        "clock",
        any -> {
          throw new DependencyUnavailable(Dependency.TIMESTAMP_AUTHORITY, false, "told to fail");
        });
    JsonObject fallback = SignerFixture.json(keyless.sign(KeylessFixture.KEYLESS));
    assertThat(attestor.faults(fallback.object("attestor"))).isEmpty();
  }

  private static void tryOne(RefusalsTest.Case one, SignerFixture harness) {
    harness.signer.handle(RefusalsTest.papers(one, harness).request());
  }

  @Test
  void auditRecords_ofEveryKind_areValid() throws Exception {
    List<JsonObject> records = new ArrayList<>(everyKindOfRecord());
    assertThat(records).hasSizeGreaterThan(150);
    records.addAll(recordsOfActs());
    records.addAll(new SecurityKeysTest().recordsOfADecision());
    Set<String> seen = new TreeSet<>();
    Set<String> ends = new TreeSet<>();
    for (JsonObject record : records) {
      ends.add(record.string("kind") + " " + record.optionalString("decision").orElse(""));
      assertThat(auditRecord.faults(record)).isEmpty();
      seen.addAll(record.members().keySet());
    }
    assertThat(seen).isEqualTo(auditRecord.properties());
    assertThat(ends)
        .containsExactlyInAnyOrder(
            "opened ",
            "intent intent",
            "decision signed",
            "decision answered",
            "decision refused",
            "decision failed",
            "decision unknown",
            "decision aborted");
  }

  @Test
  void auditRecords_ofTestsOfKeys_areValid() throws Exception {
    SelfTestFixture fixture = new SelfTestFixture();
    fixture.tests.startDue();
    fixture.keysSignWrongly();
    fixture.after(SelfTestFixture.EVERY);

    List<String> records = fixture.service.records();
    assertThat(records).hasSize(18).allMatch(text -> text.contains("\"route\":\"self-test\""));
    for (String record : records) {
      assertThat(auditRecord.faults(SignerFixture.json(Bytes.utf8(record)))).isEmpty();
    }
  }

  private static List<JsonObject> recordsOfActs() {
    SignerFixture harness =
        new SignerFixture(
            house -> house.addSuccessor(PolicyFixture.ACME, "sbom-2", "sbom", PolicyFixture.PRO),
            ports -> {
              ports.keyCatalog = new InMemoryKeyCatalog();
              ports.approvals = new InMemoryApprovals();
              ports.approvalRules =
                  new ApprovalRules(
                      Set.of(PolicyFixture.ACME), Duration.ofHours(1), Duration.ofHours(1));
            });
    KeyLifeTest.change(harness, "activate", "sbom-2", "anna");
    KeyLifeTest.change(harness, "revoke", "sbom", "anna");
    KeyLifeTest.change(harness, "resume", "sbom", "anna");
    harness.post(
        new Operation.RequestApproval(),
        harness.accessClaims(),
        "{\"imageDigest\":\"" + SignerFixture.IMAGE + "\",\"reason\":\"nightly\"}");
    return harness.records().stream()
        .map(record -> SignerFixture.json(Bytes.utf8(record)))
        .toList();
  }

  @Test
  void auditRecord_namesEveryAlgorithmAndOperation() throws Exception {
    String schema = Files.readString(SCHEMAS.resolve("audit-record-v1.schema.json"));
    List<Operation> operations =
        List.of(
            new Operation.SignStatement(),
            new Operation.SignExport(),
            new Operation.VerifyReferrers(""),
            new Operation.VerifyBundle(),
            new Operation.ReadAudit(""),
            new Operation.ListDecisions(),
            new Operation.ListKeys(),
            new Operation.ReadSeal(),
            new Operation.Seal(),
            new Operation.Unseal(),
            new Operation.RequestApproval(),
            new Operation.ListApprovals(),
            new Operation.AskApproval(""),
            new Operation.ListSecurityKeys(),
            new Operation.OfferSecurityKey(),
            new Operation.RegisterSecurityKey(),
            new Operation.AskSecurityKey(""),
            new Operation.ChangeSecurityKey("confirm", ""),
            new Operation.ChangeSecurityKey("revoke", ""),
            new Operation.ReadBypass(),
            new Operation.OpenBypass(),
            new Operation.EndBypass(""));
    Stream<String> verbs =
        Stream.concat(
            Stream.of(KeyVerb.values())
                .map(verb -> new Operation.ChangeKey(verb.label(), "").label()),
            Stream.of(ApprovalVerb.values())
                .map(verb -> new Operation.DecideApproval(verb.label(), "").label()));
    Stream.of(
            Stream.of(SignatureAlgorithm.values()).map(Enum::name),
            operations.stream().map(Operation::label),
            verbs)
        .flatMap(words -> words)
        .forEach(word -> assertThat(schema).contains('"' + word + '"'));
  }

  @Test
  void auditRecord_changed_isNot() throws Exception {
    SignerFixture harness = new SignerFixture();
    harness.sign(harness.body());
    String record = harness.records().get(2);
    for (List<String> change :
        List.of(
            List.of("\"decision\":\"signed\"", "\"decision\":\"maybe\""),
            List.of("\"schema\":1", "\"schema\":2"),
            List.of("\"tenant\":\"acme\",", ""),
            List.of("\"plan\":", "\"token\":"),
            List.of("\"subjectCount\":1", "\"subjectCount\":\"1\""),
            List.of("\"bytesPerDay\":", "\"bytesPerDay\":-"),
            List.of("\"paeSha256\":\"sha256:", "\"paeSha256\":\""))) {
      String changed = record.replace(change.get(0), change.get(1));
      assertThat(changed).isNotEqualTo(record);
      assertThat(auditRecord.faults(SignerFixture.json(Bytes.utf8(changed)))).isNotEmpty();
    }
  }
}
