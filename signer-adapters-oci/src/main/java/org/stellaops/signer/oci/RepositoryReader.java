package org.stellaops.signer.oci;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * GETs of one look-up in one repository: answers challenges, follows redirects where that is
 * allowed, and tells "not there" from "cannot say".
 */
final class RepositoryReader implements Contents {

  private static final int MAX_REDIRECTS = 3;

  /**
   * The last answer after redirects.
   *
   * @param home whether it is the registry's own, which was sent who we are
   */
  private record Answered(HttpAnswer answer, boolean home) {}

  private final RegistrySettings settings;
  private final Tokens tokens;
  private final Outbound.Session session;

  RepositoryReader(RegistrySettings settings, Tokens tokens, Outbound.Session session) {
    this.settings = settings;
    this.tokens = tokens;
    this.session = session;
  }

  @Override
  public Fetched manifest(Descriptor descriptor, int max) {
    return fetched(get(path("manifests", descriptor), OciJson.MANIFEST, max));
  }

  @Override
  public Fetched blob(Descriptor descriptor, int max) {
    return fetched(get(path("blobs", descriptor), "*/*", max));
  }

  /** What a tag leads to, up to the bound of a manifest. */
  Fetched tagged(String tag) {
    return fetched(
        get(
            "/v2/" + settings.repository() + "/manifests/" + tag,
            OciJson.MANIFEST,
            Bounds.MANIFEST_BYTES));
  }

  private String path(String kind, Descriptor descriptor) {
    return "/v2/" + settings.repository() + "/" + kind + "/" + descriptor.digest();
  }

  private static Fetched fetched(HttpAnswer answer) {
    if (answer.status() == 404) {
      return new Fetched.Absent();
    }
    return answer.overBound() ? new Fetched.TooLarge() : new Fetched.Whole(answer.body());
  }

  /**
   * Gets a target of the registry.
   *
   * @return status 200 or 404
   * @throws DependencyUnavailable anything else
   */
  HttpAnswer get(String target, String accept, int maxBody) {
    try {
      HttpAnswer answer = authorized(target, accept, maxBody);
      if (answer.status() != 200 && answer.status() != 404) {
        throw unavailable("answered " + answer.status());
      }
      return answer;
    } catch (IOException | IllegalArgumentException e) {
      throw new DependencyUnavailable(
          Dependency.REGISTRY,
          false,
          "registry " + settings.name() + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  DependencyUnavailable unavailable(String what) {
    return new DependencyUnavailable(
        Dependency.REGISTRY, false, "registry " + settings.name() + " " + what);
  }

  private HttpAnswer authorized(String target, String accept, int maxBody) throws IOException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", accept);
    tokens.current().ifPresent(current -> headers.put("Authorization", current));
    Answered first = redirected(target, headers, maxBody);
    if (isForbidden(first) && headers.remove("Authorization") != null) {
      // It comes without a challenge, which the registry gives to whom it does not know.
      tokens.forget();
      first = redirected(target, headers, maxBody);
    }
    if (first.answer().status() != 401) {
      return first.answer();
    }
    Tokens.Held given = tokens.answer(first.answer(), session);
    headers.put("Authorization", given.authorization());
    Answered second = redirected(target, headers, maxBody);
    boolean challenged = second.answer().status() == 401;
    if (!challenged && !isForbidden(second)) {
      return second.answer();
    }
    Optional<Tokens.Held> other =
        tokens.answerAnew((challenged ? second : first).answer(), given, session);
    if (other.isEmpty()) {
      return second.answer();
    }
    headers.put("Authorization", other.get().authorization());
    return redirected(target, headers, maxBody).answer();
  }

  /**
   * ECR answers a login that has ended with 403 ("Your authorization token has expired"). It may
   * also be one without the permission, whom another login does not help: that stays an outage.
   */
  private boolean isForbidden(Answered answered) {
    LoginSource logins = settings.logins();
    return answered.home()
        && answered.answer().status() == 403
        && logins != null
        && logins.isForTheRegistryAlone();
  }

  private Answered redirected(String target, Map<String, String> headers, int maxBody)
      throws IOException {
    Origin.Target at = new Origin.Target(settings.origin(), target);
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      boolean home = at.origin().equals(settings.origin());
      Map<String, String> sent = new HashMap<>(headers);
      if (!home) {
        sent.remove("Authorization");
      }
      HttpAnswer answer = session.get(at.origin(), at.pathAndQuery(), sent, maxBody);
      if (!isRedirect(answer.status())) {
        return new Answered(answer, home);
      }
      at = destination(answer);
    }
    throw new IOException("too many redirects");
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private Origin.Target destination(HttpAnswer answer) throws IOException {
    String location =
        answer.only("location").orElseThrow(() -> new IOException("a redirect to nowhere"));
    boolean path = location.startsWith("/") && !location.startsWith("//");
    Origin.Target to = Origin.target(path ? settings.origin() + location : location);
    boolean allowed =
        to.origin().equals(settings.origin())
            || (to.origin().secure() && settings.contentHosts().contains(to.origin().authority()));
    if (!allowed) {
      throw new IOException("a redirect to a host that is not configured");
    }
    return to;
  }
}
