package org.stellaops.signer.dev;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.dev.DevelopmentServer.Form;
import org.stellaops.signer.dev.DevelopmentServer.Reply;
import org.stellaops.signer.model.Bytes;

/**
 * The authorization endpoint of the development Authority (RFC 6749 §4.1, RFC 7636, RFC 9207): a
 * form that asks whoever is at the browser who they are, and believes it. Its one client is the
 * page of the service, with one redirect address.
 */
final class DevelopmentSignIn {

  static final String PATH = "/authorize";

  private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);
  private static final int MOST_CODES = 1000;

  /** RFC 7636 §4.2 with S256, and a thumbprint (RFC 7638): 32 bytes in base64url. */
  private static final Pattern SHA256 = Pattern.compile("[A-Za-z0-9_-]{43}");

  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  /**
   * The page.
   *
   * @param redirectUri the only one that it has, on 127.0.0.1; the same on localhost counts as it,
   *     since security keys sign for no IP address
   */
  record Client(String id, URI redirectUri) {

    /** The origins whose scripts may read answers of the token endpoint. */
    List<String> origins() {
      String origin = redirectUri.getScheme() + "://" + redirectUri.getRawAuthority();
      return List.of(origin, named(origin));
    }

    boolean isAt(String uri) {
      return uri.equals(redirectUri.toString()) || uri.equals(named(redirectUri.toString()));
    }

    private static String named(String uri) {
      return uri.replace("//127.0.0.1:", "//localhost:");
    }
  }

  /** Who said they are at the browser, and what the code is bound to. */
  private record Grant(
      Map<String, String> claims,
      String redirectUri,
      String challenge,
      String thumbprint,
      Instant ends) {}

  private final Client client;
  private final String issuer;
  private final Map<String, String> defaults;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Grant> codes = new LinkedHashMap<>();

  DevelopmentSignIn(
      Client client, String issuer, Map<String, String> defaults, InstantSource clock) {
    this.client = client;
    this.issuer = issuer;
    this.defaults = Map.copyOf(defaults);
    this.clock = clock;
  }

  Client client() {
    return client;
  }

  /** The form, if the request is one of the page. */
  Reply ask(Form asked) {
    Optional<String> wrong = wrong(asked);
    if (wrong.isPresent()) {
      return Reply.refused(400, "invalid_request", wrong.get());
    }
    String form = template();
    for (String name :
        new String[] {"client_id", "redirect_uri", "state", "code_challenge", "dpop_jkt"}) {
      form = form.replace("{" + name + "}", escaped(asked.field(name)));
    }
    form =
        form.replace("{scope}", escaped(asked.field("scope")))
            .replace("{tid}", escaped(defaults.getOrDefault("tid", "")));
    return new Reply(200, "text/html;charset=utf-8", form, headers());
  }

  private Map<String, String> headers() {
    return Map.of(
        "Content-Security-Policy",
        // Browsers hold the redirect that answers a form to form-action as well.
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self' "
            + String.join(" ", client.origins()),
        "Referrer-Policy",
        "no-referrer",
        "X-Content-Type-Options",
        "nosniff");
  }

  /** What the form was answered with: back to the page, with a code or without. */
  Reply answer(Form form) {
    Optional<String> wrong = wrong(form);
    if (wrong.isPresent()) {
      return Reply.refused(400, "invalid_request", wrong.get());
    }
    if (!form.field("deny").isEmpty()) {
      return back(form, "error", "access_denied");
    }
    String subject = form.field("sub");
    if (subject.isBlank() || subject.length() > 256) {
      return Reply.refused(400, "invalid_request", "say who you are, in 1 to 256 characters");
    }
    Map<String, String> claims =
        Map.of(
            "sub", subject,
            "client_id", client.id(),
            "tid", form.field("tid"),
            "scope", form.field("scope"),
            "scanner_digest", "");
    Grant grant =
        new Grant(
            claims,
            form.field("redirect_uri"),
            form.field("code_challenge"),
            form.field("dpop_jkt"),
            clock.instant().plus(CODE_LIFETIME));
    return back(form, "code", kept(grant));
  }

  private String kept(Grant grant) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String code = Bytes.adopt(bytes).base64Url();
    synchronized (codes) {
      codes.values().removeIf(each -> !clock.instant().isBefore(each.ends()));
      if (codes.size() >= MOST_CODES) {
        codes.clear();
      }
      codes.put(code, grant);
    }
    return code;
  }

  private Reply back(Form form, String name, String value) {
    String target =
        form.field("redirect_uri")
            + "?"
            + name
            + "="
            + encoded(value)
            + "&state="
            + encoded(form.field("state"))
            + "&iss="
            + encoded(issuer);
    return new Reply(303, "text/plain", "", headers()).with(Map.of("Location", target));
  }

  /**
   * The claims that a code stands for. A code is spent by the first try, whatever comes of it.
   *
   * @param thumbprint of the key whose proof came with the request
   */
  Optional<Map<String, String>> redeem(Form form, String thumbprint) {
    @Nullable Grant grant;
    synchronized (codes) {
      grant = codes.remove(form.field("code"));
    }
    return Optional.ofNullable(grant)
        .filter(each -> isFor(each, form, thumbprint))
        .map(Grant::claims);
  }

  private boolean isFor(Grant grant, Form form, String thumbprint) {
    String verifier = form.field("code_verifier");
    return clock.instant().isBefore(grant.ends())
        && form.field("client_id").equals(client.id())
        && form.field("redirect_uri").equals(grant.redirectUri())
        && VERIFIER.matcher(verifier).matches()
        && Bytes.utf8(verifier).sha256().bytes().base64Url().equals(grant.challenge())
        && thumbprint.equals(grant.thumbprint());
  }

  /** Why a request is none of the page: nobody is sent anywhere then. */
  private Optional<String> wrong(Form asked) {
    if (!asked.field("client_id").equals(client.id())) {
      return Optional.of("the one client here is " + client.id());
    }
    if (!client.isAt(asked.field("redirect_uri"))) {
      return Optional.of("its redirect_uri is " + client.redirectUri());
    }
    if (!asked.field("response_type").equals("code")) {
      return Optional.of("use response_type=code");
    }
    if (!asked.field("code_challenge_method").equals("S256")
        || !SHA256.matcher(asked.field("code_challenge")).matches()) {
      return Optional.of("send code_challenge with code_challenge_method=S256 (RFC 7636)");
    }
    if (!SHA256.matcher(asked.field("dpop_jkt")).matches()) {
      return Optional.of("send dpop_jkt (RFC 9449 section 10)");
    }
    if (asked.field("state").isEmpty()) {
      return Optional.of("send state");
    }
    return Optional.empty();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        // A value must not be taken for the name of another one.
        case '{' -> safe.append("&#123;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  private static String template() {
    try (InputStream in =
        Objects.requireNonNull(DevelopmentSignIn.class.getResourceAsStream("sign-in.html"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
