package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.oci.Login;
import org.stellaops.signer.outbound.MetadataService.Place;
import org.stellaops.signer.outbound.Origin;

/**
 * Azure Container Registry exchanges a token of Microsoft Entra for a refresh token of its own
 * ("Azure Container Registry integration with Azure Active Directory", {@code POST
 * /oauth2/exchange}), which its token endpoint then takes. The first token comes from a workload
 * identity, or else from the managed identity of the machine; it is sent to the registry alone.
 */
final class AcrLogin implements LoginIssuer {

  private static final String TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";
  private static final String CLIENT = "AZURE_CLIENT_ID";
  private static final String TENANT = "AZURE_TENANT_ID";
  private static final String AUTHORITY = "AZURE_AUTHORITY_HOST";

  private static final String METADATA = "Azure's metadata service";

  /** Of the public cloud, as all of {@code azurecr.io} is. */
  private static final Origin ENTRA = new Origin(true, "login.microsoftonline.com", 443);

  /**
   * What registries take that want no token of the resource manager ("Disable authentication-as-arm
   * in Azure Container Registry").
   */
  private static final String AUDIENCE = "https://containerregistry.azure.net";

  /** RFC 7523 §2.2. */
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** A refresh token ends after three hours, and the answer says so only inside of it. */
  private static final Duration REFRESH_TOKEN = Duration.ofHours(1);

  record EntraToken(String value, Duration life) {

    /** Never the token. */
    @Override
    public String toString() {
      return "EntraToken[]";
    }
  }

  private final Origin registry;
  private final WorkloadVariables variables;
  private final CloudNetwork network;

  AcrLogin(Origin registry, WorkloadVariables variables, CloudNetwork network) {
    this.registry = registry;
    this.variables = variables;
    this.network = network;
  }

  @Override
  public Issued issue(Deadline deadline) throws IOException {
    Optional<String> file = variables.find(TOKEN_FILE);
    EntraToken entra =
        file.isPresent()
            ? ofWorkload(WorkloadVariables.file(TOKEN_FILE, file.get()), deadline)
            : ofMachine(deadline);
    String who = registry.host();
    JsonObject answer =
        CloudWire.object(
            who,
            () ->
                network.post(
                    registry,
                    "/oauth2/exchange",
                    CloudWire.form(
                        "grant_type",
                        "access_token",
                        "service",
                        registry.host(),
                        "access_token",
                        entra.value()),
                    Map.of(),
                    deadline));
    Login login = new Login.IdentityToken(CloudWire.token(who, answer, "refresh_token"));
    // The shorter one; a life that is nonsense stays so.
    boolean longer =
        entra.life().compareTo(REFRESH_TOKEN) > 0 && entra.life().compareTo(Duration.ofDays(2)) < 0;
    return new Issued(login, longer ? REFRESH_TOKEN : entra.life());
  }

  /**
   * "Microsoft identity platform and the OAuth 2.0 client credentials flow", third case: a token
   * request with a federated credential.
   */
  private EntraToken ofWorkload(Path file, Deadline deadline) throws IOException {
    requireKnownAuthority();
    String tenant = variables.require(TENANT, TOKEN_FILE);
    if (!tenant.matches("[A-Za-z0-9.-]{1,255}")) {
      throw new IOException(TENANT + " is no tenant");
    }
    String client = variables.require(CLIENT, TOKEN_FILE);
    String assertion = variables.token(TOKEN_FILE, file);
    return granted(
        ENTRA.host(),
        CloudWire.object(
            ENTRA.host(),
            () ->
                network.post(
                    ENTRA,
                    "/" + tenant + "/oauth2/v2.0/token",
                    CloudWire.form(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        client,
                        "scope",
                        AUDIENCE + "/.default",
                        "client_assertion_type",
                        JWT_BEARER,
                        "client_assertion",
                        assertion),
                    Map.of(),
                    deadline)));
  }

  private void requireKnownAuthority() throws IOException {
    String authority = variables.find(AUTHORITY).orElse(ENTRA.toString());
    if (!authority.replaceFirst("/$", "").equals(ENTRA.toString())) {
      throw new IOException(AUTHORITY + " is another than " + ENTRA);
    }
  }

  /**
   * "How to use managed identities for Azure resources on an Azure VM to acquire an access token",
   * over HTTP.
   */
  private EntraToken ofMachine(Deadline deadline) throws IOException {
    String client =
        variables.find(CLIENT).map(id -> "&client_id=" + CloudWire.encoded(id)).orElse("");
    return granted(
        METADATA,
        CloudWire.object(
            METADATA,
            () ->
                network.metadata(
                    Place.INSTANCE,
                    "/metadata/identity/oauth2/token?api-version=2018-02-01&resource="
                        + CloudWire.encoded(AUDIENCE)
                        + client,
                    Map.of("Metadata", "true"),
                    deadline)));
  }

  private static EntraToken granted(String who, JsonObject answer) throws IOException {
    return new EntraToken(
        CloudWire.token(who, answer, "access_token"), CloudWire.life(who, answer));
  }
}
