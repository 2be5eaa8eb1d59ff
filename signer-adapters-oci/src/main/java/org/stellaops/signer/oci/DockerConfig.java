package org.stellaops.signer.oci;

import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.oci.OciJson.Unreadable;

/**
 * The logins in docker's {@code config.json}, and in podman's {@code auth.json}, which has the same
 * members and may name repositories. What else such a file holds is passed over.
 */
final class DockerConfig {

  /** What docker asks its helpers for, and writes down, for its own registry. */
  private static final String HUB = "https://index.docker.io/v1/";

  private static final Set<String> HUB_HOSTS =
      Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

  private static final Pattern HELPER = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private final JsonObject root;

  private DockerConfig(JsonObject root) {
    this.root = root;
  }

  static DockerConfig parse(Bytes json) throws IOException {
    try {
      return new DockerConfig(OciJson.object(json));
    } catch (Unreadable e) {
      throw new IOException("is no docker configuration: " + e.why(), e);
    }
  }

  /** What a helper is asked for. */
  static String server(String host) {
    return HUB_HOSTS.contains(host) ? HUB : host;
  }

  /**
   * The name of the helper that has this host's login: the host's own, else the store of all.
   *
   * @throws IOException its name is none
   */
  Optional<String> helper(String host) throws IOException {
    for (Map.Entry<String, JsonValue> entry : section("credHelpers").entrySet()) {
      if (place(entry.getKey()).equals(known(host))) {
        return Optional.of(name(entry.getValue()));
      }
    }
    JsonValue store = root.members().get("credsStore");
    return store == null || store.equals(new JsonString(""))
        ? Optional.empty()
        : Optional.of(name(store));
  }

  /** Whether the host has a helper of its own, so that nothing else in the file counts for it. */
  boolean hasOwnHelper(String host) throws IOException {
    return section("credHelpers").keySet().stream().anyMatch(key -> place(key).equals(known(host)));
  }

  private static String name(JsonValue value) throws IOException {
    if (value instanceof JsonString(String text) && HELPER.matcher(text).matches()) {
      return text;
    }
    throw new IOException("names a credential helper that is none: use letters, digits and ._-");
  }

  /**
   * The login that the file itself has: that of the repository, or of the longest part of its path,
   * or of the host.
   */
  Optional<Login> stored(String host, String repository) throws IOException {
    String whole = known(host) + "/" + repository;
    Map<String, JsonValue> auths = section("auths");
    Optional<Map.Entry<String, JsonValue>> found =
        auths.entrySet().stream()
            .filter(each -> (whole + "/").startsWith(place(each.getKey()) + "/"))
            .filter(each -> each.getValue() instanceof JsonObject it && !it.members().isEmpty())
            .max(
                Comparator.comparingInt(
                        (Map.Entry<String, JsonValue> each) -> place(each.getKey()).length())
                    .thenComparingInt(each -> -each.getKey().length()));
    return found.isPresent() && found.get().getValue() instanceof JsonObject entry
        ? login(found.get().getKey(), entry)
        : Optional.empty();
  }

  private Map<String, JsonValue> section(String name) throws IOException {
    JsonValue section = root.members().get(name);
    if (section == null) {
      return Map.of();
    }
    if (section instanceof JsonObject object) {
      return object.members();
    }
    throw new IOException("has no object under " + name);
  }

  /** A key of the file without what docker has around some: {@code https://HOST/v1/} is HOST. */
  private static String place(String key) {
    String bare = key.replaceFirst("^https?://", "").replaceFirst("(/v[12])?/?$", "");
    int slash = bare.indexOf('/');
    return slash < 0 ? known(bare) : known(bare.substring(0, slash)) + bare.substring(slash);
  }

  private static String known(String host) {
    return HUB_HOSTS.contains(host) ? "docker.io" : host;
  }

  private static Optional<Login> login(String key, JsonObject entry) throws IOException {
    try {
      String token = text(entry, "registrytoken");
      if (!token.isEmpty()) {
        return Optional.of(new Login.RegistryToken(token));
      }
      String identity = text(entry, "identitytoken");
      if (!identity.isEmpty()) {
        return Optional.of(new Login.IdentityToken(identity));
      }
      String both = text(entry, "auth");
      if (!both.isEmpty()) {
        String pair = Bytes.base64(both).utf8();
        int colon = pair.indexOf(':');
        return Optional.of(
            new Credentials(
                pair.substring(0, Math.max(0, colon)), withoutZeros(pair.substring(colon + 1))));
      }
      String user = text(entry, "username");
      return user.isEmpty()
          ? Optional.empty()
          : Optional.of(new Credentials(user, text(entry, "password")));
    } catch (IllegalArgumentException e) {
      // Without the cause, which may repeat what it does not take.
      throw new IOException("has a login for " + key + " that is out of form");
    }
  }

  /** Docker of long ago padded its secrets. */
  private static String withoutZeros(String secret) {
    return secret.replaceFirst("\0+$", "");
  }

  private static String text(JsonObject entry, String name) throws IOException {
    JsonValue value = entry.members().get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof JsonString(String text)) {
      return text;
    }
    throw new IOException("has a login whose " + name + " is no text");
  }
}
