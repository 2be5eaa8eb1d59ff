package org.stellaops.signer.http.routes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.stellaops.signer.core.api.Operation;

/** What a client must know to get a token for this service: RFC 9728. */
final class ResourceMetadata {

  static final String PATH = "/.well-known/oauth-protected-resource";

  private ResourceMetadata() {}

  static byte[] of(HttpSettings settings) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("resource", settings.server().publicOrigin());
    json.put("resource_name", "Stella Signer");
    json.put("resource_documentation", settings.server().publicOrigin() + "/docs");
    settings
        .discovery()
        .authorizationServers()
        .forEach(json.putArray("authorization_servers")::add);
    Arrays.stream(Endpoint.values())
        .flatMap(endpoint -> endpoint.operation().stream())
        .map(Operation::scope)
        .distinct()
        .forEach(json.putArray("scopes_supported")::add);
    // RFC 9728 §2: an empty list says that Bearer tokens are accepted in no form.
    json.putArray("bearer_methods_supported");
    json.put("dpop_bound_access_tokens_required", true);
    settings
        .discovery()
        .dpopAlgorithms()
        .forEach(json.putArray("dpop_signing_alg_values_supported")::add);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
