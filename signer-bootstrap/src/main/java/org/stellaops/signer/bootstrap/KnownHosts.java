package org.stellaops.signer.bootstrap;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Registries whose names in images, or whose token hosts, are not the host that is asked. */
final class KnownHosts {

  private static final Set<String> DOCKER_HUB =
      Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

  private static final Map<String, String> TOKEN_HOSTS =
      Map.of("registry-1.docker.io", "auth.docker.io", "registry.gitlab.com", "gitlab.com");

  private KnownHosts() {}

  /** The host that is asked for what an image's name has at this one. */
  static String origin(String host) {
    return DOCKER_HUB.contains(host) ? "registry-1.docker.io" : host;
  }

  /** These, and the one that the registry is known to have. */
  static Set<String> tokenHosts(String host, Set<String> stated) {
    Set<String> hosts = new HashSet<>(stated);
    String known = TOKEN_HOSTS.get(origin(host));
    if (known != null) {
      hosts.add(known);
    }
    return hosts;
  }
}
