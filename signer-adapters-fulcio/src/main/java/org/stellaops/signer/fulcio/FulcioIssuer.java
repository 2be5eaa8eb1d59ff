package org.stellaops.signer.fulcio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.InterruptibleExchange;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.CertificateIssuer;
import org.stellaops.signer.ports.CertifiedKey;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.IssuedCertificate;

/**
 * Fulcio over its HTTP interface, version 2. The only request that is ever sent again is one whose
 * kept connection turned out closed before an answer began. Safe for concurrent use.
 */
public final class FulcioIssuer implements CertificateIssuer {

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int MAX_CONFIGURATION = 1 << 20;
  private static final Map<String, String> HEADERS = Map.of("Accept", "application/json");

  private final OutboundUrl signing;
  private final OutboundUrl configuration;
  private final Map<Tenant, IdentityTokenSource> tokens;
  private final Provider provider;
  private final Duration longest;

  /** With 10 seconds for each answer. */
  public FulcioIssuer(
      OutboundUrl url, Map<Tenant, IdentityTokenSource> tokens, JcaProviders providers) {
    this(url, tokens, providers, LONGEST);
  }

  /**
   * @param url the service without {@code /api/v2}; closed by whoever opened it
   * @param tokens the workload identity of each tenant that has one
   * @param providers the preferred one that makes keys on P-256 makes them and signs with them
   * @param longest for an answer, within the caller's deadline
   * @throws IllegalArgumentException no provider makes such keys, or the URL has a query
   */
  public FulcioIssuer(
      OutboundUrl url,
      Map<Tenant, IdentityTokenSource> tokens,
      JcaProviders providers,
      Duration longest) {
    this.signing = url.below("/api/v2/signingCert");
    this.configuration = url.below("/api/v2/configuration");
    this.tokens = Map.copyOf(tokens);
    this.provider = EphemeralKey.provider(providers);
    this.longest = longest;
  }

  @Override
  public CertifiedKey issue(Tenant tenant, Deadline deadline) {
    IdentityTokenSource source = tokens.get(tenant);
    if (source == null) {
      throw new BackendRefused("tenant " + tenant + " has no workload identity");
    }
    Deadline own = deadline.within(longest);
    IdentityToken token = source.token(own);
    EphemeralKey key = EphemeralKey.generate(provider);
    try {
      return new FulcioKey(
          key, certify("tenant " + tenant, request(key.pin(), possession(key, token), token), own));
    } catch (BackendRefused e) {
      key.destroy();
      source.refused(token);
      throw e;
    } catch (RuntimeException e) {
      key.destroy();
      throw e;
    }
  }

  /**
   * Has a key certified that is the caller's own, once. The service never does: its keys are made
   * by {@link #issue}.
   *
   * @param possession a signature by the key over what the authority takes for the identity: mostly
   *     the token's subject
   * @throws BackendRefused as {@link #issue}
   * @throws DependencyUnavailable as {@link #issue}
   */
  public IssuedCertificate certify(
      PinnedKey key, Bytes possession, IdentityToken token, Deadline deadline) {
    return certify("the caller's key", request(key, possession, token), deadline.within(longest));
  }

  private IssuedCertificate certify(String who, Bytes body, Deadline deadline) {
    Outbound.Content request = new Outbound.Content("application/json", body);
    HttpAnswer answer;
    try {
      answer =
          InterruptibleExchange.run(
              "certificate",
              () -> signing.postAny(request, HEADERS, FulcioAnswer.MAX_BYTES, deadline));
    } catch (IOException e) {
      throw unavailable("no answer", e);
    }
    if (answer.status() == 429) {
      throw DependencyUnavailable.busy(
          Dependency.CERTIFICATE_AUTHORITY,
          "certificate authority: it has no room",
          new IOException("status 429"));
    }
    if (isRefusal(answer.status())) {
      throw new BackendRefused(refusal(who, answer));
    }
    if (answer.status() / 100 != 2 || answer.overBound()) {
      throw unavailable(
          answer.overBound() ? "its answer is too long" : "status " + answer.status(), null);
    }
    try {
      return FulcioAnswer.issued(answer.body());
    } catch (IllegalArgumentException e) {
      throw unavailable("its answer is out of form: " + e.getMessage(), e);
    }
  }

  private static Bytes request(PinnedKey key, Bytes possession, IdentityToken token) {
    Map<String, JsonString> publicKey =
        Map.of("algorithm", new JsonString("ECDSA"), "content", new JsonString(key.pem()));
    return JsonObject.of(
            Map.of(
                "credentials",
                JsonObject.of(Map.of("oidcIdentityToken", new JsonString(token.compact()))),
                "publicKeyRequest",
                JsonObject.of(
                    Map.of(
                        "publicKey",
                        JsonObject.of(publicKey),
                        "proofOfPossession",
                        new JsonString(possession.base64())))))
        .canonical();
  }

  private static Bytes possession(EphemeralKey key, IdentityToken token) {
    byte[] subject = token.subject().getBytes(StandardCharsets.UTF_8);
    try {
      Bytes proof = key.sign(signature -> signature.update(subject));
      if (proof == null) {
        throw new IllegalStateException("a new key is already gone");
      }
      return proof;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(key.madeBy() + " does not sign with its new key", e);
    }
  }

  /** A 408 or 425 says that the same request may be answered later. */
  private static boolean isRefusal(int status) {
    return status / 100 == 4 && status != 408 && status != 425;
  }

  private static String refusal(String who, HttpAnswer answer) {
    String meaning =
        switch (answer.status()) {
          case 401, 403 ->
              "it does not take the token: is its issuer configured there, and its audience right?";
          case 404, 405 -> "there is no Fulcio at this URL";
          default -> "it does not certify this identity or key";
        };
    String words = FulcioAnswer.words(answer.body());
    return "certificate authority, "
        + who
        + ": status "
        + answer.status()
        + ", "
        + meaning
        + (words.isEmpty() ? "" : " It says: " + words);
  }

  private static DependencyUnavailable unavailable(String why, @Nullable Exception cause) {
    String message = "certificate authority: " + why;
    return cause == null
        ? new DependencyUnavailable(Dependency.CERTIFICATE_AUTHORITY, false, message)
        : new DependencyUnavailable(Dependency.CERTIFICATE_AUTHORITY, false, message, cause);
  }

  @Override
  public void requireReachable(Deadline deadline) {
    Deadline own = deadline.within(longest);
    try {
      InterruptibleExchange.run(
          "certificate authority", () -> configuration.get(HEADERS, MAX_CONFIGURATION, own));
    } catch (IOException e) {
      throw unavailable("no answer", e);
    }
  }
}
