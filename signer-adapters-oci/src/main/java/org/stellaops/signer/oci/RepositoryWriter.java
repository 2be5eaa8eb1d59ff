package org.stellaops.signer.oci;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.Outbound.Content;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * Pushes blobs and manifests into one repository (OCI distribution specification, "Push"). Content
 * goes to the registry itself alone, wherever it says that an upload goes on.
 */
final class RepositoryWriter {

  private static final int MAX_ANSWER = 64 << 10;
  private static final String BINARY = "application/octet-stream";

  private final RegistrySettings settings;
  private final Tokens tokens;
  private final Outbound.Session session;

  RepositoryWriter(RegistrySettings settings, Tokens tokens, Outbound.Session session) {
    this.settings = settings;
    this.tokens = tokens;
    this.session = session;
  }

  private interface Exchange {
    HttpAnswer send(Map<String, String> headers) throws IOException;
  }

  /** Pushes a blob in one piece; one that is there already is pushed again and is the same. */
  Digest blob(Bytes content) {
    Digest digest = content.sha256();
    HttpAnswer begun =
        send(
            "an upload",
            202,
            headers ->
                session
                    .outbound()
                    .post(
                        settings.origin(),
                        path("/blobs/uploads/"),
                        new Content(BINARY, Bytes.empty()),
                        headers,
                        MAX_ANSWER,
                        session.deadline()));
    String target = continued(begun);
    String query =
        (target.indexOf('?') < 0 ? "?" : "&")
            + "digest="
            + URLEncoder.encode(digest.toString(), StandardCharsets.UTF_8);
    send("a blob", 201, headers -> put(target + query, new Content(BINARY, content), headers));
    return digest;
  }

  /**
   * Pushes a manifest.
   *
   * @param reference its digest, or a tag
   * @return the answer, whose headers say what the registry made of it
   */
  HttpAnswer manifest(String reference, String mediaType, Bytes content) {
    return send(
        "a manifest",
        201,
        headers -> put(path("/manifests/" + reference), new Content(mediaType, content), headers));
  }

  private HttpAnswer put(String target, Content content, Map<String, String> headers)
      throws IOException {
    return session
        .outbound()
        .put(settings.origin(), target, content, headers, MAX_ANSWER, session.deadline());
  }

  private String path(String below) {
    return "/v2/" + settings.repository() + below;
  }

  private String continued(HttpAnswer begun) {
    String location = begun.only("location").orElse("");
    try {
      if (location.startsWith("/") && !location.startsWith("//")) {
        return Origin.target(settings.origin() + location).pathAndQuery();
      }
      Origin.Target target = Origin.target(location);
      if (target.origin().equals(settings.origin())) {
        return target.pathAndQuery();
      }
    } catch (IllegalArgumentException e) {
      throw unavailable("says of no usable place that an upload goes on there", e);
    }
    throw unavailable("wants an upload to go on at another host", null);
  }

  private HttpAnswer send(String what, int expected, Exchange exchange) {
    try {
      Map<String, String> headers = new HashMap<>();
      tokens.current().ifPresent(current -> headers.put("Authorization", current));
      HttpAnswer answer = exchange.send(headers);
      if (answer.status() == 401) {
        headers.put("Authorization", tokens.answer(answer, session).authorization());
        answer = exchange.send(headers);
      }
      if (answer.status() != expected) {
        throw unavailable("answered " + answer.status() + " to " + what, null);
      }
      return answer;
    } catch (IOException | IllegalArgumentException e) {
      throw unavailable("does not take " + what + ": " + e.getMessage(), e);
    }
  }

  private DependencyUnavailable unavailable(String what, @Nullable Throwable cause) {
    String sentence = "registry " + settings.name() + " " + what;
    return cause == null
        ? new DependencyUnavailable(Dependency.REGISTRY, true, sentence)
        : new DependencyUnavailable(Dependency.REGISTRY, true, sentence, cause);
  }
}
