package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonNumber;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.oci.Credentials;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Outbound;

/**
 * Amazon ECR gives a user and a password for its registries ("GetAuthorizationToken", Amazon ECR
 * API Reference) to whom AWS knows. Which region is asked follows from the registry's host alone.
 */
final class EcrLogin implements LoginIssuer {

  static final Pattern HOST =
      Pattern.compile(
          "[0-9]{12}\\.dkr\\.ecr\\.([a-z]{2}(?:-[a-z]{1,15}){1,3}-[0-9])\\.amazonaws\\.com");

  private static final String SERVICE = "ecr";
  private static final String USER = "AWS:";
  private static final String JSON = "application/x-amz-json-1.1";
  private static final String OPERATION =
      "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken";

  /** The end of the year 9999. */
  private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L);

  private final String region;
  private final Origin api;
  private final AwsWorkload workload;
  private final CloudNetwork network;
  private final InstantSource clock;

  EcrLogin(
      Origin registry, WorkloadVariables variables, CloudNetwork network, InstantSource clock) {
    Matcher host = HOST.matcher(registry.host());
    if (!host.matches()) {
      throw new IllegalArgumentException("no registry of Amazon: " + registry);
    }
    this.region = host.group(1);
    this.api = new Origin(true, "api.ecr." + region + ".amazonaws.com", 443);
    this.workload = new AwsWorkload(region, variables, network, clock);
    this.network = network;
    this.clock = clock;
  }

  @Override
  public Issued issue(Deadline deadline) throws IOException {
    AwsCredentials credentials = workload.credentials(deadline);
    String who = api.host();
    // Without a registry of its own ("registryIds" is deprecated) it is good for all of them.
    Bytes nothing = Bytes.utf8("{}");
    Map<String, String> headers =
        new AwsSignature(credentials, region, SERVICE)
            .headers(
                "POST",
                api.host(),
                Map.of("content-type", JSON, "x-amz-target", OPERATION),
                nothing,
                clock.instant());
    JsonObject answer =
        CloudWire.object(
            who,
            () -> network.post(api, "/", new Outbound.Content(JSON, nothing), headers, deadline));
    JsonObject data =
        first(answer).orElseThrow(() -> new IOException(who + " answered no authorizationData"));
    return new Issued(
        login(who, CloudWire.token(who, data, "authorizationToken")),
        Duration.between(clock.instant(), expiry(who, data)));
  }

  private static Optional<JsonObject> first(JsonObject answer) {
    return CloudWire.member(answer, "authorizationData") instanceof JsonArray all
            && all.size() == 1
            && all.values().get(0) instanceof JsonObject data
        ? Optional.of(data)
        : Optional.empty();
  }

  /** {@code AWS:password} in base64. */
  private static Credentials login(String who, String token) throws IOException {
    String pair;
    try {
      pair = Bytes.anyBase64(token).utf8();
    } catch (IllegalArgumentException e) {
      // Without the cause, which may repeat what it does not take.
      throw new IOException(who + " answered an authorizationToken that is not base64");
    }
    String password = pair.startsWith(USER) ? pair.substring(USER.length()) : "";
    if (!password.matches("[!-~]+")) {
      throw new IOException(who + " answered an authorizationToken without a password");
    }
    return new Credentials(USER.substring(0, USER.length() - 1), password);
  }

  /** Seconds of Unix time, with a fraction. */
  private static Instant expiry(String who, JsonObject data) throws IOException {
    JsonValue value = CloudWire.member(data, "expiresAt");
    BigDecimal seconds =
        value instanceof JsonNumber number
            ? new BigDecimal(number.text())
            : BigDecimal.ONE.negate();
    if (seconds.signum() < 0 || seconds.compareTo(LAST_SECOND) > 0) {
      throw new IOException(who + " answered no time until which that is good");
    }
    return Instant.ofEpochSecond(seconds.setScale(0, RoundingMode.DOWN).longValueExact());
  }
}
