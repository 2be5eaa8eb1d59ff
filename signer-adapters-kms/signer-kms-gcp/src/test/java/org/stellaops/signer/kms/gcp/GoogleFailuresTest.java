package org.stellaops.signer.kms.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.stellaops.signer.kms.gcp.GoogleCloudKmsTest.MESSAGE;
import static org.stellaops.signer.kms.gcp.GoogleCloudKmsTest.soon;
import static org.stellaops.signer.kms.gcp.GoogleCloudKmsTest.unavailable;

import com.google.api.gax.grpc.GrpcStatusCode;
import com.google.api.gax.rpc.ApiException;
import com.google.cloud.kms.v1.AsymmetricSignRequest;
import com.google.cloud.kms.v1.KeyManagementServiceClient;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundAttempt;
import org.stellaops.signer.outbound.TrustedCertificates;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyNotFound;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.ports.SigningKey;
import org.stellaops.signer.testkit.signing.BackendFault;

/** Who says no, and what has happened by then. */
class GoogleFailuresTest {

  private FakeGoogleCloudKms fake;
  private KeyBackend backend;

  @BeforeEach
  void start() {
    fake = new FakeGoogleCloudKms();
    backend = FakeGoogleCloudKmsContractTest.open(fake);
  }

  @AfterEach
  void end() {
    backend.close();
    fake.close();
  }

  private SigningKey openNew() {
    return backend.open(
        new KeyUri(fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256)), null, soon());
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_FOUND", "FAILED_PRECONDITION"})
  void keyThatDoesNotSign_isNotFound(Status.Code code) {
    SigningKey key = openNew();
    fake.refuse(code.toStatus());
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> key.sign(MESSAGE, () -> {}, soon()))
        .withMessageContaining(code.name());
    assertThat(fake.signRequests()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "PERMISSION_DENIED",
        "UNAUTHENTICATED",
        "INVALID_ARGUMENT",
        "OUT_OF_RANGE",
        "ALREADY_EXISTS",
        "UNIMPLEMENTED"
      })
  void serviceThatSaysNo_isARefusal_andNotAskedAgain(Status.Code code) {
    SigningKey key = openNew();
    fake.refuse(code.toStatus());
    assertThatExceptionOfType(BackendRefused.class)
        .isThrownBy(() -> key.sign(MESSAGE, () -> {}, soon()))
        .withMessageContaining(code.name())
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("told to"));
    assertThat(fake.signRequests()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "UNAVAILABLE",
        "DEADLINE_EXCEEDED",
        "ABORTED",
        "CANCELLED",
        "INTERNAL",
        "UNKNOWN",
        "DATA_LOSS"
      })
  void serviceThatFails_mayHaveSigned_andIsNotAskedAgain(Status.Code code) {
    SigningKey key = openNew();
    fake.refuse(code.toStatus());
    assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened()).isTrue();
    assertThat(fake.signRequests()).isEqualTo(1);
    assertThat(unavailable(this::openNew).mayHaveHappened()).as("reading").isFalse();
  }

  /** gRPC gives a status of its own to a proxy's page: that of HTTP, translated. */
  @ParameterizedTest
  @EnumSource(names = {"PERMISSION_DENIED", "UNAUTHENTICATED", "NOT_FOUND", "RESOURCE_EXHAUSTED"})
  void statusThatTheServiceDidNotGive_isNoRefusal_andMayHaveSigned(Status.Code code) {
    GoogleCall call = new GoogleCall(OutboundAttempt.toSign(() -> {}));
    assertThat(call.attempt().leave()).isTrue();
    ApiException failure =
        new ApiException(code.toStatus().asRuntimeException(), GrpcStatusCode.of(code), false);
    PortException made = GoogleFailures.of(new KeyUri("k"), failure, call);
    assertThat(made).isInstanceOf(DependencyUnavailable.class);
    assertThat(((DependencyUnavailable) made).mayHaveHappened()).isTrue();
    assertThat(GoogleFailures.isThrottled(failure, call)).isFalse();
  }

  @Test
  void refusalAfterHeaders_isTheServicesOwnToo() {
    SigningKey key = openNew();
    fake.wire().sendHeadersFirst();
    fake.refuse(Status.FAILED_PRECONDITION);
    assertThatExceptionOfType(KeyNotFound.class)
        .isThrownBy(() -> key.sign(MESSAGE, () -> {}, soon()));
    fake.refuse(Status.RESOURCE_EXHAUSTED);
    assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened()).isFalse();
  }

  @Test
  void answerLongerThanAnyOfTheService_isNotReadToItsEnd_andNotTakenForThrottling() {
    SigningKey key = openNew();
    fake.wire().answerNext(new byte[1 << 20]);
    DependencyUnavailable failure = unavailable(() -> key.sign(MESSAGE, () -> {}, soon()));
    assertThat(failure.mayHaveHappened()).isTrue();
    assertThat(failure).hasStackTraceContaining("exceeds maximum size");
    assertThat(fake.signRequests()).isEqualTo(1);
  }

  @Test
  void serviceThatTurnsEverythingAway_isAskedLittleMoreOftenThanItsCallersAsk() {
    SigningKey key = openNew();
    fake.arrange(BackendFault.THROTTLED);
    for (int i = 0; i < 60; i++) {
      assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened())
          .isFalse();
    }
    assertThat(fake.signRequests()).isBetween(61, 72);
  }

  @ParameterizedTest
  @CsvSource({
    "PERMISSION_DENIED, true",
    "UNAUTHENTICATED, true",
    "RESOURCE_EXHAUSTED, true",
    "INVALID_ARGUMENT, true",
    "NOT_FOUND, true",
    "UNAVAILABLE, false",
    "INTERNAL, false",
  })
  void reachable_wheneverTheServiceItselfSaysNo(Status.Code code, boolean reachable) {
    backend.requireReachable(soon());
    fake.refuse(code.toStatus());
    if (reachable) {
      backend.requireReachable(soon());
    } else {
      assertThat(unavailable(() -> backend.requireReachable(soon())).mayHaveHappened()).isFalse();
    }
  }

  @Test
  void noConnectionBeforeTheDeadline_saysThatNothingHappened_andNothingLeavesLater()
      throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        GoogleClient client =
            new GoogleClient(
                "127.0.0.1",
                silent.getLocalPort(),
                TrustedCertificates.of(null),
                FakeGoogleCloudKmsContractTest::token)) {
      GoogleCall call = new GoogleCall(OutboundAttempt.toSign(() -> {}));
      Deadline second = Deadline.in(Duration.ofSeconds(2), Ticker.system());
      Throwable failure =
          catchThrowable(() ->
              client.call(
                  call,
                  KeyManagementServiceClient::asymmetricSignCallable,
                  AsymmetricSignRequest.getDefaultInstance(),
                  second));
      assertThat(mapped(failure, call)).hasMessageContaining("in time");
      assertThat(call.attempt().mayHaveSigned()).isFalse();
    }
  }

  @Test
  void serviceThatComesBack_isAskedAtOnce() {
    SigningKey key = openNew();
    int port = fake.port();
    KeyUri uri = new KeyUri(fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256));
    fake.close();
    for (int i = 0; i < 5; i++) {
      assertThat(unavailable(() -> backend.open(uri, null, soon()))).isNotNull();
    }
    assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, soon())).mayHaveHappened()).isFalse();
    fake = new FakeGoogleCloudKms(FakeGoogleCloudKms.certificateShown(), port);
    // An attempt to connect that was under way may end as the service comes back.
    String added = fake.newKey(SignatureAlgorithm.ECDSA_P256_SHA256);
    Instant back = Instant.now();
    @Nullable SigningKey again = null;
    while (again == null) {
      try {
        again = backend.open(new KeyUri(added), null, soon());
      } catch (DependencyUnavailable underWay) {
        assertThat(Duration.between(back, Instant.now())).isLessThan(Duration.ofSeconds(10));
      }
    }
    assertThat(again.sign(MESSAGE, () -> {}, soon()).bytes().size()).isPositive();
  }

  @Test
  void connectionOnWhichNothingComes_isNotUsedForTheNextCall() {
    SigningKey key = openNew();
    assertThat(fake.wire().connections()).isEqualTo(1);
    fake.arrange(BackendFault.STALLED);
    Deadline second = Deadline.in(Duration.ofSeconds(1), Ticker.system());
    assertThat(unavailable(() -> key.sign(MESSAGE, () -> {}, second)).mayHaveHappened()).isTrue();
    assertThat(key.sign(MESSAGE, () -> {}, soon()).bytes().size()).isPositive();
    assertThat(fake.wire().connections()).isEqualTo(2);
  }

  @Test
  void closed_leavesNoThreadBehind() throws InterruptedException {
    openNew();
    assertThat(threads()).isPositive();
    backend.close();
    long end = Ticker.system().nanos() + Duration.ofSeconds(10).toNanos();
    while (threads() > 0 && Ticker.system().nanos() < end) {
      Thread.onSpinWait();
    }
    assertThat(threads()).isZero();
  }

  private static PortException mapped(Throwable failure, GoogleCall call) {
    return failure instanceof ApiException known
        ? GoogleFailures.of(new KeyUri("k"), known, call)
        : (PortException) failure;
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(each -> each.getName().startsWith("google-cloud-kms-"))
        .count();
  }
}
