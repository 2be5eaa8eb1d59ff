package org.stellaops.signer.core.api.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.statement.SignOptions.Mode;
import org.stellaops.signer.core.statement.SignOptions.ReturnBundle;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.core.statement.SignRequestReader;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.TraceId;

/** What is built is what the one strict reader reads; what that would refuse cannot be built. */
class SigningRequestTest {

  private static final String TYPE = "https://cyclonedx.org/bom";
  private static final Digest JAR = Bytes.utf8("a jar").sha256();
  private static final String PROOF = "e30.e30.secret";
  private static final List<String> PIECES =
      List.of("a", "B", "\"", "\\", "/", "\n", "\u0001", "\u0000", "é", "\ufb33", "日本", "😀");

  private static SigningRequest.Builder request() {
    return SigningRequest.ofType(TYPE).subject("app.jar", JAR).proofOfEntitlement(PROOF);
  }

  private static SignRequest read(SigningRequest request) {
    return switch (SignRequestReader.read(request.body())) {
      case Decision.Cleared<SignRequest> read -> read.value();
      case Decision.Refused<SignRequest> no -> throw new AssertionError(no.why().advice());
      case Decision.Repeated<SignRequest> never -> throw new AssertionError("repeated");
    };
  }

  private static InvalidSigningRequest refused(Consumer<SigningRequest.Builder> change) {
    SigningRequest.Builder builder = request();
    return catchThrowableOfType(
        InvalidSigningRequest.class,
        () -> {
          change.accept(builder);
          builder.build();
        });
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void build_anything_isReadAsTheSameStatement(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    String type = "https://example.org/" + text(random);
    SigningRequest.Builder builder = SigningRequest.ofType(type).proofOfEntitlement(PROOF);
    List<Map<String, String>> subjects = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      String name = i + text(random).replaceAll("\\p{Cntrl}", "");
      Map<String, String> digests = new TreeMap<>();
      digests.put("sha256", Bytes.utf8(name).sha256().hex());
      if (random.nextBoolean()) {
        digests.put("sha512", "0f".repeat(64));
      }
      subjects.add(digests);
      builder.subject(name, digests);
    }
    Map<String, @Nullable Object> claim = members(random, 3);
    switch (random.nextInt(3)) {
      case 0 -> builder.predicate(claim);
      case 1 -> builder.predicate(JsonObject.ofPlain(claim));
      default -> builder.predicate(JsonObject.ofPlain(claim).canonical());
    }

    SigningRequest request = builder.build();
    SignRequest read = read(request);

    assertThat(read.predicateType()).isEqualTo(type);
    assertThat(read.proofOfEntitlement()).isEqualTo(PROOF);
    assertThat(read.subjects()).extracting(Subject::digests).isEqualTo(subjects);
    assertThat(read.predicate()).isEqualTo(JsonObject.ofPlain(claim).canonical());
    JsonValue body = JsonValue.parse(request.body(), JsonLimits.REQUEST);
    assertThat(body.canonical()).isEqualTo(request.body());
  }

  private static Map<String, @Nullable Object> members(Random random, int depth) {
    Map<String, @Nullable Object> members = new TreeMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      members.put(i + text(random), value(random, depth));
    }
    return members;
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 6 : 8)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> random.nextDouble();
      case 4 -> new BigDecimal("1E+3");
      case 5 -> text(random);
      case 6 -> Arrays.asList(value(random, depth - 1), value(random, depth - 1));
      default -> members(random, depth - 1);
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  @Test
  void build_everyPart_arrives() throws Exception {
    Digest image = Bytes.utf8("an image").sha256();
    SignRequest read =
        read(
            request()
                .subject(
                    JsonObject.ofPlain(
                        Map.of(
                            "uri", "pkg:maven/a/b@1", "digest", Map.of("sha384", "0a".repeat(48)))))
                .scannerImage(image)
                .scannerIndex(JAR)
                .keys(new KeyName("one"), new KeyName("two"))
                .returned(SigningRequest.Returned.SIGSTORE)
                .reportPolicy(JAR, "public")
                .build());

    assertThat(read.subjects()).hasSize(2);
    assertThat(read.scannerDigest()).isEqualTo(image);
    assertThat(read.scannerIndex()).isEqualTo(JAR);
    assertThat(read.predicate()).isNull();
    assertThat(read.options().keys()).extracting(KeyName::value).containsExactly("one", "two");
    assertThat(read.options().returnBundle()).isEqualTo(ReturnBundle.SIGSTORE);
    assertThat(read.options().reportPolicy()).isNotNull();
    assertThat(read.payload().utf8()).contains("pkg:maven/a/b@1");
  }

  @Test
  void from_trace_isARequestOfALocalCaller() {
    IncomingRequest incoming =
        request().idempotencyKey(new IdempotencyKey("k-1")).build().from(new TraceId("app-1"));

    assertThat(incoming.operation()).isEqualTo(new Operation.SignStatement());
    assertThat(incoming.credential()).isEqualTo(new Credential.Local());
    assertThat(incoming.idempotencyKey()).containsExactly("k-1");
    assertThat(request().build().from(new TraceId("app-1")).idempotencyKey()).isEmpty();
  }

  @Test
  void build_wrongParts_saysWhereAndWhatToDo() {
    assertThat(refused(it -> it.subject("weak", Map.of("sha1", "ab".repeat(20)))))
        .hasMessageContaining("digest-weak")
        .hasMessageContaining("$.subject[1].digest")
        .hasMessageContaining("sha256, sha384 or sha512");
    assertThat(refused(it -> it.subject(" ", JAR))).hasMessageContaining("$.subject[1].name");
    assertThat(refused(it -> it.keys(new KeyName("a"), new KeyName("a"))))
        .hasMessageContaining("different keys");
    assertThat(refused(it -> it.subject(JsonObject.ofPlain(Map.of("nmae", "x")))).refusal())
        .isInstanceOf(Refusal.InvalidStatement.class);
    assertThat(refused(it -> it.reportPolicy(JAR, ""))).hasMessageContaining("viewSet");
  }

  @Test
  void build_missingParts_namesTheMethod() {
    assertThatThrownBy(() -> SigningRequest.ofType(TYPE).proofOfEntitlement(PROOF).build())
        .isInstanceOf(InvalidSigningRequest.class)
        .hasMessageContaining("subject(...)");
    assertThatThrownBy(() -> SigningRequest.ofType(TYPE).subject("a", JAR).build())
        .isInstanceOf(InvalidSigningRequest.class)
        .hasMessageContaining("proofOfEntitlement(...)");
    assertThatThrownBy(
            () -> SigningRequest.ofType("").subject("a", JAR).proofOfEntitlement(PROOF).build())
        .isInstanceOf(InvalidSigningRequest.class)
        .hasMessageContaining("$.predicateType");
  }

  @Test
  void build_proofOrNone_sendsWhatWasSaidLast() {
    assertThat(read(request().withoutProofOfEntitlement().build()).proofOfEntitlement()).isNull();
    assertThat(
            read(request().withoutProofOfEntitlement().proofOfEntitlement(PROOF).build())
                .proofOfEntitlement())
        .isEqualTo(PROOF);
  }

  @Test
  void build_optionsOfKeylessSigning_arrive() {
    assertThat(read(request().keyless().build()).options().mode()).isEqualTo(Mode.KEYLESS);
    assertThat(read(request().timestamped().build()).options().timestamp()).isTrue();
    assertThat(read(request().loggable().build()).options().log()).isTrue();
    assertThat(refused(it -> it.keyless().keys(new KeyName("sbom"))))
        .hasMessageContaining("Leave keys out");
  }

  @Test
  void predicate_thatIsMoreThanOneObject_isRefused() {
    for (String text :
        List.of("{},\"options\":{}", "{}{}", "", "[]", "\"x\"", "{\"a\":1,\"a\":2}")) {
      InvalidSigningRequest refused = refused(it -> it.predicate(Bytes.utf8(text)));
      assertThat(refused).as(text).hasMessageContaining("Give the predicate as strict JSON");
    }
    InvalidSigningRequest inside = refused(it -> it.predicate(Bytes.utf8("{\"a\":[1,1e999]}")));
    assertThat(inside.refusal())
        .isInstanceOfSatisfying(
            Refusal.InvalidStatement.class,
            it -> {
              assertThat(it.path()).isEqualTo("$.predicate.a[1]");
              assertThat(it.reason()).isEqualTo(Reason.JSON_NUMBER_OVERFLOW);
            });
  }

  /** One level deeper than alone, for the body is around it. */
  @Test
  void build_predicateAsDeepAsTheReaderTakes_isRefusedHereAndNotThere() {
    String deep = "{\"a\":".repeat(127) + "{}" + "}".repeat(127);
    assertThat(refused(it -> it.predicate(Bytes.utf8(deep)))).hasMessageContaining("json-too-deep");
    String less = "{\"a\":".repeat(126) + "{}" + "}".repeat(126);
    assertThat(read(request().predicate(Bytes.utf8(less)).build()).predicate())
        .isEqualTo(Bytes.utf8(less));
  }

  @Test
  void text_thatNoJsonCanHold_isRefusedByItsName() {
    assertThatThrownBy(() -> request().subject("\ud800", JAR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a subject's name");
    assertThatThrownBy(() -> request().predicate(Map.of("a", List.of(new Object()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("$.a[0]");
  }

  @Test
  void toString_andMessages_holdNoProof() {
    assertThat(request().build().toString()).doesNotContain("secret");
    assertThat(refused(it -> it.keys()).getMessage()).doesNotContain("secret");
  }

  @Test
  void predicate_ofValues_isTheSameAsItsText() {
    Map<String, @Nullable Object> claim = new TreeMap<>();
    claim.put("n", 1);
    claim.put("nothing", null);
    claim.put("json", new JsonString("x"));
    SignRequest ofValues = read(request().predicate(claim).build());
    SignRequest ofText =
        read(
            request()
                .predicate(Bytes.utf8("{\"nothing\":null, \"n\":1.0,\"json\":\"x\"}"))
                .build());

    assertThat(ofValues.payload()).isEqualTo(ofText.payload());
  }
}
