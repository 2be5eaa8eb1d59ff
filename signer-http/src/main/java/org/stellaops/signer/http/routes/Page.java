package org.stellaops.signer.http.routes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.stellaops.signer.bootstrap.config.PageSettings;
import org.stellaops.signer.model.Bytes;

/**
 * The page for people: a fixed set of files under {@code /ui/}, found by their exact names. They
 * hold no secret and are sent to anybody; what they do, they do through the routes that everybody
 * has, with an access token of the person at the browser. Where no page is configured there is none
 * of them.
 */
final class Page {

  /** The label in metrics. */
  static final String LABEL = "page";

  static final String ALLOWED = "GET, HEAD";

  /** Where the page is, and the redirect address at the Authority. */
  private static final String ROOT = "/ui/";

  private static final String BARE = "/ui";
  private static final String FOLDER = "/org/stellaops/signer/http/ui/";
  private static final String SCRIPT = "text/javascript;charset=utf-8";
  private static final List<String> MODULES =
      List.of(
          "app.js",
          "api.js",
          "approvals.js",
          "bypass.js",
          "decisions.js",
          "dom.js",
          "keys.js",
          "security-key.js",
          "security-keys.js",
          "session.js");

  private final Map<String, PageFile> files = new HashMap<>();
  private final String policy;

  Page(HttpSettings settings) {
    PageSettings page = settings.page();
    if (!page.isServed()) {
      policy = "";
      return;
    }
    files.put(ROOT, file("text/html;charset=utf-8", "index.html"));
    files.put(ROOT + "style.css", file("text/css;charset=utf-8", "style.css"));
    for (String module : MODULES) {
      files.put(ROOT + module, file(SCRIPT, module));
    }
    files.put(
        ROOT + "config.json",
        new PageFile("application/json", configuration(settings.server().publicOrigin(), page)));
    policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' "
            + origin(Objects.requireNonNull(page.tokenEndpoint()))
            + "; form-action 'none'; frame-ancestors 'none'; base-uri 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";
  }

  /** Whether a request for {@code path}, as it was written, is for the page. */
  boolean answers(String path) {
    return files.containsKey(path) || isBare(path);
  }

  private boolean isBare(String path) {
    return path.equals(BARE) && !files.isEmpty();
  }

  boolean isServed() {
    return !files.isEmpty();
  }

  /** Sends what {@link #answers} says there is; the method is GET or HEAD. */
  void send(String path, Request request, Response response, Callback callback) {
    HttpFields.Mutable headers = response.getHeaders();
    if (isBare(path)) {
      headers.put(HttpHeader.LOCATION, ROOT);
      response.setStatus(308);
      response.write(true, ByteBuffer.allocate(0), callback);
      return;
    }
    PageFile file = Objects.requireNonNull(files.get(path));
    headers.put("Content-Security-Policy", policy);
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put(
        "Permissions-Policy",
        "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(),"
            + " geolocation=(), microphone=(), payment=(), usb=()");
    headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
    headers.put(HttpHeader.ETAG, file.tag());
    if (request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH).contains(file.tag())) {
      response.setStatus(304);
      response.write(true, ByteBuffer.allocate(0), callback);
      return;
    }
    byte[] content = file.content();
    response.setStatus(200);
    headers.put(HttpHeader.CONTENT_TYPE, file.mediaType());
    headers.put(HttpHeader.CONTENT_LENGTH, content.length);
    boolean body = !"HEAD".equals(request.getMethod());
    response.write(true, body ? ByteBuffer.wrap(content) : ByteBuffer.allocate(0), callback);
  }

  /** What the scripts have to know: nothing of it is secret. */
  private static Bytes configuration(String origin, PageSettings page) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("origin", origin);
    json.put("redirectUri", origin + ROOT);
    json.put("clientId", page.clientId());
    json.put("issuer", Objects.requireNonNull(page.issuer()).value());
    json.put(
        "authorizationEndpoint", Objects.requireNonNull(page.authorizationEndpoint()).toString());
    json.put("tokenEndpoint", Objects.requireNonNull(page.tokenEndpoint()).toString());
    Optional.ofNullable(page.resource()).ifPresent(resource -> json.put("resource", resource));
    return Bytes.utf8(json.toString());
  }

  /** A source of a policy (CSP 3 §2.3.1): scheme, host and port. */
  private static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  private static PageFile file(String mediaType, String name) {
    try (InputStream in =
        Objects.requireNonNull(Page.class.getResourceAsStream(FOLDER + name), name)) {
      return new PageFile(
          mediaType, Bytes.utf8(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
