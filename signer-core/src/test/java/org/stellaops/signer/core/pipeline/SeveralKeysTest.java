package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.SigningProfile;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.Outcome;

/** Several keys sign one statement: all of them, or nothing is released. */
class SeveralKeysTest {

  private static final String BOTH = "{\"keys\":[\"second\",\"sbom\"]}";

  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final SignerFixture fixture = fixture();

  private SignerFixture fixture() {
    return new SignerFixture(
        house -> {
          house.addKey(PolicyFixture.ACME, "second", PolicyFixture.PRO);
          house.profiles.put(
              new KeyName("release"),
              new SigningProfile(
                  new KeyName("release"), List.of(new KeyName("sbom"), new KeyName("second"))));
        },
        signer -> signer.executor = threads);
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  private Response sign(String options, String... key) {
    return fixture.sign(fixture.body().with("options", options), key);
  }

  private KeyUri uri(String name) {
    return fixture.house.keys.get(PolicyFixture.ACME).stream()
        .filter(rule -> rule.name().value().equals(name))
        .findFirst()
        .orElseThrow()
        .uri();
  }

  private List<JsonObject> records() throws Exception {
    List<JsonObject> records = new ArrayList<>();
    for (var entry : fixture.book.log()) {
      records.add(SignerFixture.json(entry.bytes()));
    }
    return records;
  }

  private JsonObject decision() throws Exception {
    List<JsonObject> records = records();
    return records.get(records.size() - 1);
  }

  private long used() throws Exception {
    JsonObject probe = SignerFixture.json(sign("{\"keys\":[\"sbom\"]}"));
    assertThat(probe.has("auditId")).isTrue();
    return 1000 - decision().integer("signaturesPerDayLeft") - 1;
  }

  @Test
  void sign_twoKeys_givesOneEnvelopeAndABundleEach() throws Exception {
    JsonObject answer = SignerFixture.json(sign(BOTH));

    JsonObject bundle = answer.object("bundle");
    List<String> ids =
        bundle.object("dsse").array("signatures").objects().stream().map(this::keyId).toList();
    assertThat(ids).hasSize(2).isSorted().doesNotHaveDuplicates();
    assertThat(bundle.array("sigstore").objects()).hasSize(2);
    assertThat(bundle.array("signers").objects()).extracting(this::signerId).isEqualTo(ids);
    JsonObject attestor = answer.object("attestor");
    assertThat(attestor.array("signers").objects()).extracting(this::signerId).isEqualTo(ids);
    assertThat(attestor.array("logEntryRequests").objects()).hasSize(2);
    assertThat(attestor.array("bundles").strings())
        .containsExactly("/bundle/sigstore/0", "/bundle/sigstore/1");
  }

  private String keyId(JsonObject signature) {
    try {
      return signature.string("keyid");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String signerId(JsonObject signer) {
    try {
      return signer.string("keyId");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void sign_twoKeys_recordsBothAndChargesTwo() throws Exception {
    sign(BOTH);

    JsonObject decision = decision();
    assertThat(decision.array("signers").objects()).hasSize(2);
    assertThat(decision.integer("signaturesPerDayLeft")).isEqualTo(998);
    JsonObject intent = records().get(1);
    assertThat(intent.string("kind")).isEqualTo("intent");
    assertThat(intent.array("signers").objects()).hasSize(2);
    assertThat(fixture.trace().signers()).hasSize(2);
  }

  @Test
  void sign_profile_signsWithItsKeys() throws Exception {
    JsonObject answer = SignerFixture.json(sign("{\"keys\":[\"release\"]}"));

    assertThat(answer.object("bundle").array("signers").objects()).hasSize(2);
  }

  @Test
  void sign_severalKeysAndNoneNamed_isRefusedWithAHint() {
    Refusal why = ((Response.Refused) sign("{}")).why();

    assertThat(why.reason().word()).isEqualTo("key-not-named");
    assertThat(why.advice()).contains("profile");
  }

  @Test
  void sign_defaultProfile_signsWhereNothingIsNamed() throws Exception {
    SignerFixture withDefault =
        new SignerFixture(house -> {
          house.addKey(PolicyFixture.ACME, "second", PolicyFixture.PRO);
          house.profiles.put(
              SigningProfile.DEFAULT,
              new SigningProfile(
                  SigningProfile.DEFAULT, List.of(new KeyName("sbom"), new KeyName("second"))));
        });

    JsonObject answer = SignerFixture.json(withDefault.sign(withDefault.body()));

    assertThat(answer.object("bundle").array("signers").objects()).hasSize(2);
  }

  @Test
  void sign_oneKeyOfAnotherPlan_isDenied() {
    Refusal why = ((Response.Refused) sign("{\"keys\":[\"sbom\",\"golden\"]}")).why();

    assertThat(why.reason().word()).isEqualTo("key");
    assertThat(fixture.signatures()).isZero();
  }

  @Test
  void sign_repeated_givesTheSameBytesWithoutASignature() throws Exception {
    String body = fixture.body().with("options", BOTH).toString();
    Bytes first = SignerFixture.written(fixture.sign(body, "once"));
    long made = fixture.signatures();

    Bytes again = SignerFixture.written(fixture.sign(body, "once"));

    assertThat(again).isEqualTo(first);
    assertThat(fixture.signatures()).isEqualTo(made).isEqualTo(2);
  }

  /** How the second key fails, and whether anything may have been signed by it. */
  enum Fault {
    NOT_FOUND(false),
    DENIED(false),
    DOWN_BEFORE(false),
    DOWN_AFTER(true),
    BUG(true);

    private final boolean maySign;

    Fault(boolean maySign) {
      this.maySign = maySign;
    }

    RuntimeException thrown(KeyUri key) {
      return switch (this) {
        case NOT_FOUND -> new KeyNotFound(key, "gone");
        case DENIED -> new BackendRefused("denied");
        case DOWN_BEFORE -> new DependencyUnavailable(Dependency.SIGNING_KEYS, false, "down");
        case DOWN_AFTER -> new DependencyUnavailable(Dependency.SIGNING_KEYS, true, "lost");
        case BUG -> new IllegalStateException("bug");
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void sign_oneKeySignedAndTheOtherFailed_isUnknownAndKeepsTheCharge(Fault fault) throws Exception {
    KeyUri broken = uri("second");
    fixture.keys.behave((keys, key, what, deadline) -> {
      if (key.equals(broken)) {
        throw fault.thrown(key);
      }
      return keys.sign(key, what, deadline);
    });

    Response response = sign(BOTH);

    assertThat(response).isInstanceOf(Response.Failed.class);
    assertThat(fixture.trace().outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(decision().string("decision")).isEqualTo("unknown");
    assertThat(used()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void sign_bothKeysFailed_isUnknownOnlyIfOneMayHaveSigned(Fault fault) throws Exception {
    fixture.keys.behave((keys, key, what, deadline) -> {
      throw fault.thrown(key);
    });

    Response response = sign(BOTH);

    assertThat(response).isInstanceOf(Response.Failed.class);
    assertThat(fixture.trace().outcome())
        .isEqualTo(fault.maySign ? Outcome.UNKNOWN : Outcome.FAILED);
    fixture.keys.behave((keys, key, what, deadline) -> keys.sign(key, what, deadline));
    assertThat(used()).isEqualTo(fault.maySign ? 2 : 0);
  }

  @Test
  void sign_oneWrongSignature_releasesNothing() throws Exception {
    KeyUri wrong = uri("second");
    fixture.keys.behave((keys, key, what, deadline) -> {
      SignatureValue right = keys.sign(key, what, deadline);
      return key.equals(wrong) ? keys.sign(uri("sbom"), what, deadline) : right;
    });

    Response response = sign(BOTH);

    assertThat(((Response.Failed) response).why().reason().word()).isEqualTo("self-verify-failed");
    assertThat(fixture.trace().outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void sign_twoKeys_signAtTheSameTime() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    fixture.keys.behave((keys, key, what, deadline) -> {
      both.countDown();
      try {
        assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return keys.sign(key, what, deadline);
    });

    assertThat(sign(BOTH)).isInstanceOf(Response.Answered.class);
  }

  @Test
  void sign_keysByName_areInTheOrderOfTheirKeyIdsWhateverTheRequestsOrder() throws Exception {
    Map<String, Object> one = Map.of("a", ids(sign(BOTH)));
    Map<String, Object> other = Map.of("a", ids(sign("{\"keys\":[\"sbom\",\"second\"]}")));

    assertThat(one).isEqualTo(other);
  }

  private List<String> ids(Response response) throws Exception {
    return SignerFixture.json(response).object("bundle").array("signers").objects().stream()
        .map(this::signerId)
        .toList();
  }
}
