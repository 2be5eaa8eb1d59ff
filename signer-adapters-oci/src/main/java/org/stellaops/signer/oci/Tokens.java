package org.stellaops.signer.oci;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.JsonNull;
import org.stellaops.signer.json.JsonNumber;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.OciJson.Unreadable;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Outbound;

/**
 * How one registry wants to be asked: without credentials, with Basic, or with a token from the
 * realm that its challenge names. A realm is asked only if it is the registry itself or a
 * configured token host, and over TLS unless it is on this machine. The scope is ours, never the
 * challenge's.
 */
final class Tokens {

  private static final int MAX_ANSWER = 64 << 10;
  private static final int MAX_TOKEN = 12 << 10;
  private static final Duration LEAST_LIFE = Duration.ofSeconds(60);
  private static final Duration MOST_LIFE = Duration.ofHours(1);
  private static final long DEFAULT_LIFE = 60;
  private static final Duration MARGIN = Duration.ofSeconds(10);

  /**
   * What the registry is sent.
   *
   * @param login what it was made from; null for nothing
   */
  record Held(String authorization, long until, @Nullable Login login) {

    /** Never the authorization. */
    @Override
    public String toString() {
      return "Held[]";
    }
  }

  /** A token host does not take the login. */
  private static final class LoginRefused extends IOException {
    private static final long serialVersionUID = 1L;

    LoginRefused(int status) {
      super("the token host answered " + status);
    }
  }

  private final RegistrySettings settings;
  private final Ticker ticker;
  private final String actions;
  private volatile @Nullable Held held;

  /** For reading. */
  Tokens(RegistrySettings settings, Ticker ticker) {
    this(settings, ticker, "pull");
  }

  /**
   * @param actions what a token has to allow, as {@code pull,push}
   */
  Tokens(RegistrySettings settings, Ticker ticker, String actions) {
    this.settings = settings;
    this.ticker = ticker;
    this.actions = actions;
  }

  /** The {@code Authorization} that was good last time and is still young enough. */
  Optional<String> current() {
    Held now = held;
    return now == null || now.until() - ticker.nanos() <= 0
        ? Optional.empty()
        : Optional.of(now.authorization());
  }

  /** Drops what was good last time: the registry is to say anew how it wants to be asked. */
  void forget() {
    held = null;
  }

  /**
   * Answers the challenge of a 401.
   *
   * @throws IOException it cannot or may not be answered
   */
  Held answer(HttpAnswer refused, Outbound.Session session) throws IOException {
    held = null;
    LoginSource logins = settings.logins();
    Login login = logins == null ? null : logins.login(session.deadline()).orElse(null);
    return answered(challenge(refused), login, session);
  }

  /**
   * Answers the refusal of an answer.
   *
   * @param refused the last 401
   * @return empty where its login is the only one
   * @throws IOException as {@link #answer}
   */
  Optional<Held> answerAnew(HttpAnswer refused, Held last, Outbound.Session session)
      throws IOException {
    Optional<Login> other = another(last.login(), session);
    if (other.isEmpty()) {
      return Optional.empty();
    }
    held = null;
    return Optional.of(answered(challenge(refused), other.get(), session));
  }

  private Optional<Login> another(@Nullable Login refused, Outbound.Session session)
      throws IOException {
    LoginSource logins = settings.logins();
    return logins == null || refused == null
        ? Optional.empty()
        : logins.another(refused, session.deadline());
  }

  private static RegistryChallenge challenge(HttpAnswer refused) throws IOException {
    return RegistryChallenge.best(refused.all("www-authenticate"))
        .orElseThrow(() -> new IOException("access is denied without a known challenge"));
  }

  private Held answered(
      RegistryChallenge challenge, @Nullable Login login, Outbound.Session session)
      throws IOException {
    Held fresh;
    try {
      fresh = made(challenge, login, session);
    } catch (LoginRefused e) {
      Login other = another(login, session).orElseThrow(() -> e);
      fresh = made(challenge, other, session);
    }
    held = fresh;
    return fresh;
  }

  private Held made(RegistryChallenge challenge, @Nullable Login login, Outbound.Session session)
      throws IOException {
    if (login instanceof Login.RegistryToken(String token)) {
      return kept("Bearer " + token, login);
    }
    return challenge.scheme().equals("basic")
        ? kept(basic(login), login)
        : bearer(challenge, login, session);
  }

  private Held kept(String authorization, @Nullable Login login) {
    return held(authorization, MOST_LIFE, login);
  }

  /** Whatever is made from a login is used no longer than the login itself. */
  private Held held(String authorization, Duration life, @Nullable Login login) {
    LoginSource logins = settings.logins();
    Duration use = logins == null || login == null ? life : logins.use(login);
    Duration used = use.compareTo(life) < 0 ? use : life;
    return new Held(authorization, ticker.nanos() + used.toNanos(), login);
  }

  private static String basic(@Nullable Login login) throws IOException {
    if (login == null) {
      throw new IOException("access needs credentials");
    }
    if (login instanceof Credentials(String user, String secret)) {
      return "Basic " + Bytes.utf8(user + ":" + secret).base64();
    }
    throw new IOException(
        "access needs a user and a password, and the login has an identity token alone");
  }

  private Held bearer(RegistryChallenge challenge, @Nullable Login login, Outbound.Session session)
      throws IOException {
    Origin.Target realm = realm(challenge);
    HttpAnswer answer =
        login instanceof Login.IdentityToken(String token)
            ? exchanged(realm, challenge, token, session)
            : asked(realm, challenge, login, session);
    LoginSource logins = settings.logins();
    boolean alone = logins != null && logins.isForTheRegistryAlone();
    if (answer.status() == 401 || (answer.status() == 403 && alone)) {
      throw new LoginRefused(answer.status());
    }
    if (answer.status() != 200 || answer.overBound()) {
      throw new IOException("the token host answered " + answer.status());
    }
    return token(answer.body(), login);
  }

  private String scope() {
    return encoded("repository:" + settings.repository() + ":" + actions);
  }

  /** OAuth 2's refresh of a token (distribution's "Docker Registry v2 authentication, OAuth2"). */
  private HttpAnswer exchanged(
      Origin.Target realm, RegistryChallenge challenge, String token, Outbound.Session session)
      throws IOException {
    String form =
        "grant_type=refresh_token&client_id=stella-signer&service="
            + encoded(challenge.parameter("service").orElse(""))
            + "&scope="
            + scope()
            + "&refresh_token="
            + encoded(token);
    return session
        .outbound()
        .post(
            realm.origin(),
            realm.pathAndQuery(),
            Bytes.utf8(form),
            Map.of(),
            MAX_ANSWER,
            session.deadline());
  }

  private HttpAnswer asked(
      Origin.Target realm,
      RegistryChallenge challenge,
      @Nullable Login login,
      Outbound.Session session)
      throws IOException {
    StringBuilder target = new StringBuilder(realm.pathAndQuery());
    target.append(realm.pathAndQuery().contains("?") ? '&' : '?');
    challenge
        .parameter("service")
        .ifPresent(service -> target.append("service=").append(encoded(service)).append('&'));
    target.append("scope=").append(scope());
    Map<String, String> headers = new HashMap<>();
    if (login != null) {
      headers.put("Authorization", basic(login));
    }
    return session.get(realm.origin(), target.toString(), headers, MAX_ANSWER);
  }

  private Origin.Target realm(RegistryChallenge challenge) throws IOException {
    try {
      Origin.Target realm = Origin.target(challenge.parameter("realm").orElse(""));
      LoginSource logins = settings.logins();
      boolean others = logins == null || !logins.isForTheRegistryAlone();
      boolean known =
          realm.origin().equals(settings.origin())
              || (others && settings.tokenHosts().contains(realm.origin().authority()));
      if (!known || (settings.origin().secure() && !realm.origin().secure())) {
        throw new IOException("the challenge names a token host that is not configured");
      }
      return realm;
    } catch (IllegalArgumentException e) {
      throw new IOException("the challenge names no usable token host", e);
    }
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** The specification's default also stands for what is no whole number. */
  private static long seconds(JsonObject answer) {
    return answer.member("expires_in").orElse(JsonNull.NULL) instanceof JsonNumber number
        ? number.asLong().orElse(DEFAULT_LIFE)
        : DEFAULT_LIFE;
  }

  private Held token(Bytes json, @Nullable Login login) throws IOException {
    try {
      JsonObject answer = OciJson.object(json);
      String token = OciJson.text(answer, answer.has("token") ? "token" : "access_token");
      if (token.length() > MAX_TOKEN || !token.matches("[!-~]+")) {
        throw new IOException("the token host answered no usable token");
      }
      Duration life = Duration.ofSeconds(seconds(answer)).minus(MARGIN);
      Duration least = LEAST_LIFE.minus(MARGIN);
      Duration used = life.compareTo(least) < 0 ? least : life;
      Duration bounded = used.compareTo(MOST_LIFE) > 0 ? MOST_LIFE : used;
      return held("Bearer " + token, bounded, login);
    } catch (Unreadable e) {
      throw new IOException("the token host answered no JSON", e);
    }
  }
}
