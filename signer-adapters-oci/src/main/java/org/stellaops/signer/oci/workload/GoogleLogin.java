package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.oci.Credentials;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.MetadataService.Place;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Outbound;

/**
 * Google's registries take an access token as the password of the user {@code oauth2accesstoken}
 * ("Configure authentication to Artifact Registry for Docker"). It comes from the metadata server
 * ("Authenticate workloads to Google Cloud APIs using service accounts", and on GKE "About Workload
 * Identity Federation for GKE"), or, where {@code GOOGLE_APPLICATION_CREDENTIALS} names the file of
 * an external account, by the exchange of AIP-4117.
 */
final class GoogleLogin implements LoginIssuer {

  private static final String FILE = "GOOGLE_APPLICATION_CREDENTIALS";
  private static final String USER = "oauth2accesstoken";
  private static final String METADATA = "Google's metadata server";
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  /**
   * What a service account needs to pull ("Deploying to Compute Engine", Artifact Registry). A
   * federated token cannot be had so: the API that gives the account's token wants {@link #SCOPE}.
   */
  private static final String PULL = "https://www.googleapis.com/auth/devstorage.read_only";

  /** RFC 8693 §2.1. */
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  /** RFC 8693 §3. */
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  record AccessToken(String value, Duration life) {

    /** Never the token. */
    @Override
    public String toString() {
      return "AccessToken[]";
    }
  }

  private final WorkloadVariables variables;
  private final CloudNetwork network;
  private final InstantSource clock;

  GoogleLogin(WorkloadVariables variables, CloudNetwork network, InstantSource clock) {
    this.variables = variables;
    this.network = network;
    this.clock = clock;
  }

  @Override
  public Issued issue(Deadline deadline) throws IOException {
    Optional<String> file = variables.find(FILE);
    AccessToken token =
        file.isPresent()
            ? federated(WorkloadVariables.file(FILE, file.get()), deadline)
            : ofTheMachine(deadline);
    return new Issued(new Credentials(USER, token.value()), token.life());
  }

  private AccessToken ofTheMachine(Deadline deadline) throws IOException {
    HttpAnswer answer =
        CloudWire.answer(
            METADATA,
            () ->
                network.metadata(
                    Place.GOOGLE,
                    "/computeMetadata/v1/instance/service-accounts/default/token",
                    Map.of("Metadata-Flavor", "Google"),
                    deadline));
    // "About VM metadata": without it somebody else answers.
    if (!answer.only("Metadata-Flavor").orElse("").equals("Google")) {
      throw new IOException(METADATA + " is not who answers there");
    }
    return granted(METADATA, CloudWire.object(METADATA, answer));
  }

  private AccessToken federated(Path file, Deadline deadline) throws IOException {
    ExternalAccount account = ExternalAccount.parse(FILE, file, variables);
    Origin.Target exchange = account.tokenUrl();
    String who = exchange.origin().host();
    String subject = account.subjectToken(variables);
    // RFC 8693 §2.1 and §2.2.1.
    AccessToken token =
        granted(
            who,
            CloudWire.object(
                who,
                () ->
                    network.post(
                        exchange.origin(),
                        exchange.pathAndQuery(),
                        CloudWire.form(
                            "grant_type",
                            EXCHANGE,
                            "audience",
                            account.audience(),
                            "scope",
                            SCOPE,
                            "requested_token_type",
                            ACCESS_TOKEN,
                            "subject_token",
                            subject,
                            "subject_token_type",
                            account.subjectTokenType()),
                        Map.of(),
                        deadline)));
    Origin.Target impersonation = account.impersonation();
    return impersonation == null ? token : impersonated(impersonation, token, deadline);
  }

  private static AccessToken granted(String who, JsonObject answer) throws IOException {
    return new AccessToken(
        CloudWire.token(who, answer, "access_token"), CloudWire.life(who, answer));
  }

  /** "Method: serviceAccounts.generateAccessToken", Service Account Credentials API. */
  private AccessToken impersonated(Origin.Target at, AccessToken federated, Deadline deadline)
      throws IOException {
    String who = at.origin().host();
    JsonObject request = JsonObject.ofPlain(Map.of("scope", List.of(PULL)));
    JsonObject answer =
        CloudWire.object(
            who,
            () ->
                network.post(
                    at.origin(),
                    at.pathAndQuery(),
                    new Outbound.Content("application/json", request.canonical()),
                    Map.of("Authorization", "Bearer " + federated.value()),
                    deadline));
    return new AccessToken(
        CloudWire.token(who, answer, "accessToken"),
        Duration.between(
            clock.instant(), CloudWire.moment(who, CloudWire.text(who, answer, "expireTime"))));
  }
}
