package org.stellaops.signer.oci;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Reach;

/**
 * One repository of one registry.
 *
 * @param name how audit and answers name it
 * @param origin {@code https://host[:port]}; http only with {@link Reach#LOOPBACK}
 * @param repository a repository name (OCI distribution specification)
 * @param reach which addresses the registry's and the token hosts' names may have
 * @param tokenHosts other hosts, {@code host[:port]}, that may issue tokens for this registry
 * @param contentHosts other hosts, {@code host[:port]}, to which the registry may redirect for
 *     content; they are sent no credentials
 * @param logins null for none: the registry is asked as anybody
 */
public record RegistrySettings(
    String name,
    Origin origin,
    String repository,
    Reach reach,
    Set<String> tokenHosts,
    Set<String> contentHosts,
    @Nullable LoginSource logins,
    Bounds bounds) {

  private static final Pattern REPOSITORY =
      Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");

  public RegistrySettings {
    if (repository.length() > 255 || !REPOSITORY.matcher(repository).matches()) {
      throw new IllegalArgumentException("not a repository name: " + repository);
    }
    if (!origin.secure() && reach != Reach.LOOPBACK) {
      throw new IllegalArgumentException(
          "plain http is for registries on this machine: say reach: loopback, or use https");
    }
    tokenHosts = Set.copyOf(tokenHosts);
    contentHosts = Set.copyOf(contentHosts);
  }

  /** Without credentials, further hosts or other bounds than the usual. */
  public static RegistrySettings of(String name, Origin origin, String repository, Reach reach) {
    return new RegistrySettings(
        name, origin, repository, reach, Set.of(), Set.of(), null, Bounds.defaults());
  }
}
