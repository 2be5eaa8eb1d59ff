package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.outbound.MetadataService.Place;
import org.stellaops.signer.outbound.Origin;

/**
 * The credentials that AWS gives this workload, from the first place that its variables name, in
 * the order of Amazon's own kits ("Standardized credential providers", AWS SDKs and Tools Reference
 * Guide). What is set and does not work is a failure: the next place would be somebody else.
 */
final class AwsWorkload {

  private static final String KEY_ID = "AWS_ACCESS_KEY_ID";
  private static final String SECRET = "AWS_SECRET_ACCESS_KEY";
  private static final String TOKEN = "AWS_SESSION_TOKEN";
  private static final String WEB_IDENTITY = "AWS_WEB_IDENTITY_TOKEN_FILE";
  private static final String ROLE = "AWS_ROLE_ARN";
  private static final String SESSION = "AWS_ROLE_SESSION_NAME";
  private static final String CONTAINER = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
  private static final String CONTAINER_FULL = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
  private static final String CONTAINER_TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
  private static final String CONTAINER_TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
  private static final String PROFILE = "AWS_PROFILE";
  private static final String NO_METADATA = "AWS_EC2_METADATA_DISABLED";

  private static final String INSTANCE = "the instance's metadata service";
  private static final String ROLES = "/latest/meta-data/iam/security-credentials/";

  private final String region;
  private final WorkloadVariables variables;
  private final CloudNetwork network;
  private final InstantSource clock;

  AwsWorkload(
      String region, WorkloadVariables variables, CloudNetwork network, InstantSource clock) {
    this.region = region;
    this.variables = variables;
    this.network = network;
    this.clock = clock;
  }

  AwsCredentials credentials(Deadline deadline) throws IOException {
    if (variables.find(KEY_ID).isPresent() || variables.find(SECRET).isPresent()) {
      return AwsCredentials.of(
          KEY_ID,
          variables.require(KEY_ID, SECRET),
          variables.require(SECRET, KEY_ID),
          variables.find(TOKEN).orElse(null));
    }
    Optional<String> webIdentity = variables.find(WEB_IDENTITY);
    if (webIdentity.isPresent()) {
      return ofWebIdentity(WorkloadVariables.file(WEB_IDENTITY, webIdentity.get()), deadline);
    }
    Optional<String> relative = variables.find(CONTAINER);
    if (relative.isPresent()) {
      return ofContainer(CONTAINER, Place.ECS_TASK.origin() + relative.get(), deadline);
    }
    Optional<String> full = variables.find(CONTAINER_FULL);
    if (full.isPresent()) {
      return ofContainer(CONTAINER_FULL, full.get(), deadline);
    }
    if (variables.find(PROFILE).isPresent()) {
      // The role of the instance is not who it asks for.
      throw new IOException(PROFILE + " is set, and profiles and their files are not taken");
    }
    if (variables.find(NO_METADATA).orElse("").equalsIgnoreCase("true")) {
      throw new IOException("no variable says who it is, and " + NO_METADATA + " is true");
    }
    return ofInstance(deadline);
  }

  /** "AssumeRoleWithWebIdentity", AWS Security Token Service API Reference. It is not signed. */
  private AwsCredentials ofWebIdentity(Path file, Deadline deadline) throws IOException {
    Origin sts = new Origin(true, "sts." + region + ".amazonaws.com", 443);
    String role = variables.require(ROLE, WEB_IDENTITY);
    String token = variables.token(WEB_IDENTITY, file);
    AssumedRole answer =
        AssumedRole.parse(
            sts.host(),
            CloudWire.answer(
                    sts.host(),
                    () ->
                        network.post(
                            sts,
                            "/",
                            CloudWire.form(
                                "Action",
                                "AssumeRoleWithWebIdentity",
                                "Version",
                                "2011-06-15",
                                "RoleArn",
                                role,
                                "RoleSessionName",
                                variables.find(SESSION).orElse("stella-signer"),
                                "WebIdentityToken",
                                token),
                            Map.of(),
                            deadline))
                .body());
    return fresh(sts.host(), answer.keyId(), answer.secret(), answer.token(), answer.expiration());
  }

  /**
   * "Container credential provider", AWS SDKs and Tools Reference Guide: of the places that it
   * permits those of Amazon, over their own link.
   */
  private AwsCredentials ofContainer(String variable, String url, Deadline deadline)
      throws IOException {
    Origin.Target target;
    try {
      target = Origin.target(url);
    } catch (IllegalArgumentException e) {
      // Without the cause, which repeats the value.
      throw new IOException(variable + " is no URL");
    }
    Place place = place(variable, target.origin());
    Map<String, String> headers = new HashMap<>();
    Optional<String> file = variables.find(CONTAINER_TOKEN_FILE);
    if (file.isPresent()) {
      Path named = WorkloadVariables.file(CONTAINER_TOKEN_FILE, file.get());
      headers.put("Authorization", variables.token(CONTAINER_TOKEN_FILE, named));
    } else {
      variables.find(CONTAINER_TOKEN).ifPresent(token -> headers.put("Authorization", token));
    }
    String who = target.origin().host();
    return document(
        who,
        CloudWire.object(
            who, () -> network.metadata(place, target.pathAndQuery(), headers, deadline)));
  }

  private static Place place(String variable, Origin origin) throws IOException {
    for (Place place : new Place[] {Place.ECS_TASK, Place.EKS_POD, Place.EKS_POD_V6}) {
      if (place.origin().equals(origin)) {
        return place;
      }
    }
    throw new IOException(
        variable
            + " names another place than http://169.254.170.2, http://169.254.170.23 and"
            + " http://[fd00:ec2::23]");
  }

  /**
   * "Use the Instance Metadata Service to access instance metadata" (IMDSv2) and "Retrieve security
   * credentials from instance metadata", Amazon EC2 User Guide.
   */
  private AwsCredentials ofInstance(Deadline deadline) throws IOException {
    String session =
        CloudWire.answer(
                INSTANCE,
                () ->
                    network.putMetadata(
                        Place.INSTANCE,
                        "/latest/api/token",
                        Map.of("X-aws-ec2-metadata-token-ttl-seconds", "60"),
                        deadline))
            .body()
            .utf8()
            .strip();
    if (!session.matches("[!-~]{1,1024}")) {
      throw new IOException(INSTANCE + " answered no token for itself");
    }
    Map<String, String> headers = Map.of("X-aws-ec2-metadata-token", session);
    String role =
        CloudWire.answer(INSTANCE, () -> network.metadata(Place.INSTANCE, ROLES, headers, deadline))
            .body()
            .utf8()
            .strip();
    if (!role.matches("[A-Za-z0-9+=,.@_-]{1,128}")) {
      throw new IOException(INSTANCE + " knows no role of this instance");
    }
    return document(
        INSTANCE,
        CloudWire.object(
            INSTANCE, () -> network.metadata(Place.INSTANCE, ROLES + role, headers, deadline)));
  }

  private AwsCredentials document(String who, JsonObject answer) throws IOException {
    return fresh(
        who,
        CloudWire.text(who, answer, "AccessKeyId"),
        CloudWire.text(who, answer, "SecretAccessKey"),
        CloudWire.text(who, answer, "Token"),
        CloudWire.text(who, answer, "Expiration"));
  }

  private AwsCredentials fresh(
      String who, String keyId, String secret, String token, String expiration) throws IOException {
    Instant end = CloudWire.moment(who, expiration);
    if (!clock.instant().isBefore(end)) {
      throw new IOException(who + " answered credentials that ended at " + end);
    }
    return AwsCredentials.of(who, keyId, secret, token);
  }
}
