package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.EntitlementRules.Check;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** Our own outages: 503 with a wait, never a no, never a signature. */
class OutagesTest {

  private static DependencyUnavailable down(Dependency dependency) {
    return new DependencyUnavailable(dependency, false, "told to fail");
  }

  static Stream<Arguments> outages() {
    Consumer<PolicyFixture> asItIs = house -> {};
    Consumer<PolicyFixture> asking = house -> house.check = Check.INTROSPECT;
    return Stream.of(
        Arguments.of(
            "authority",
            false,
            asItIs,
            (Consumer<SignerFixture>)
                h ->
                    h.authorityTokens =
                        (compact, deadline) -> {
                          throw down(Dependency.AUTHORITY);
                        }),
        Arguments.of(
            "licensing",
            true,
            asItIs,
            (Consumer<SignerFixture>)
                h ->
                    h.licenceTokens =
                        (compact, deadline) -> {
                          throw down(Dependency.LICENSING);
                        }),
        Arguments.of("licensing", true, asking, (Consumer<SignerFixture>) h -> {}),
        Arguments.of(
            "registry", true, asItIs, (Consumer<SignerFixture>) h -> h.registry.broken(true)),
        Arguments.of(
            "internal",
            true,
            asItIs,
            (Consumer<SignerFixture>)
                h ->
                    h.registry.beforeAnswer(() -> {
                      throw new IllegalStateException("bug");
                    })),
        Arguments.of(
            "internal",
            false,
            asItIs,
            (Consumer<SignerFixture>)
                h ->
                    h.authorityTokens =
                        (compact, deadline) -> {
                          throw new IllegalStateException("bug");
                        }));
  }

  @ParameterizedTest(name = "{0} identified: {1}")
  @MethodSource("outages")
  void sign_dependencyDown_failsWithAWaitAndOneRecord(
      String reason,
      boolean identified,
      Consumer<PolicyFixture> house,
      Consumer<SignerFixture> ports) {
    SignerFixture harness = new SignerFixture(house, ports);
    Response outcome = harness.sign(harness.body());
    assertThat(outcome).isInstanceOf(Response.Failed.class);
    ServiceFailure why = ((Response.Failed) outcome).why();
    assertThat(why.reason().word()).isEqualTo(reason);
    assertThat(why.code())
        .isEqualTo(
            reason.equals("internal")
                ? ErrorCode.SIGNING_UNAVAILABLE
                : ErrorCode.DEPENDENCY_UNAVAILABLE);
    assertThat(why.retryAfter()).isPositive();
    assertThat(harness.signatures()).isZero();
    assertThat(harness.decisions()).isEqualTo(identified ? 1 : 0);
    assertThat(harness.lane.records()).hasSize(identified ? 0 : 1);
    assertThat(harness.book.openRequests()).isZero();
    assertThat(harness.trace().outcome().label()).isEqualTo("failed");
  }

  @Test
  void sign_licensingDownAfterAYes_usesTheLastAnswerForItsTimeToLive() {
    SignerFixture harness = new SignerFixture(house -> house.check = Check.INTROSPECT);
    harness.licensing =
        (proof, deadline) -> harness.introspection(proof, "\"active\":true,\"ver\":7");
    String body = harness.body().toString();
    assertThat(harness.sign(body)).isInstanceOf(Response.Answered.class);
    assertThat(harness.trace().facts()).containsEntry("entitlement", "live");
    harness.licensing =
        (proof, deadline) -> {
          throw down(Dependency.LICENSING);
        };
    harness.clock.advance(Duration.ofMinutes(15).minusSeconds(1));
    String token = harness.accessToken();
    assertThat(harness.signWith(token, body)).isInstanceOf(Response.Answered.class);
    assertThat(harness.trace().facts()).containsEntry("entitlement", "last-known");
    harness.clock.advance(Duration.ofSeconds(1));
    assertThat(harness.sign(body)).isInstanceOf(Response.Failed.class);
  }

  @Test
  void sign_observerBreaksItsPromise_changesNothing() {
    SignerFixture harness =
        new SignerFixture(
            house -> {},
            ports ->
                ports.observations =
                    trace -> {
                      throw new IllegalStateException("bug");
                    });
    assertThat(SignerFixture.json(harness.sign(harness.body()))).isNotNull();
    assertThat(harness.decisions()).isEqualTo(1);
  }
}
