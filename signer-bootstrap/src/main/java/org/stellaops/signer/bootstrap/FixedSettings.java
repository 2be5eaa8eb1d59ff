package org.stellaops.signer.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ReleaseSettings;
import org.stellaops.signer.bootstrap.config.ServerSettings;

/** The settings that hold until the process is started again. */
final class FixedSettings {

  private FixedSettings() {}

  /** One line for each section that differs and cannot be changed by a reload. */
  static List<String> changed(Config now, Config next) {
    List<String> changed = new ArrayList<>();
    compare("server", withoutTls(now.server()), withoutTls(next.server()), changed);
    compare("authorities", now.authorities(), next.authorities(), changed);
    compare("licensing", now.licensing(), next.licensing(), changed);
    compare("store", now.store(), next.store(), changed);
    compare("limits", now.limits(), next.limits(), changed);
    compare("releases", sources(now.releases()), sources(next.releases()), changed);
    return changed;
  }

  private static void compare(String section, Object now, Object next, List<String> changed) {
    if (!Objects.equals(now, next)) {
      changed.add(
          section
              + ": changed, and holds until a restart; a reload changes tenants, plans, keys,"
              + " release signers, allow-lists and server.tls");
    }
  }

  private static List<Object> withoutTls(ServerSettings server) {
    return List.of(
        server.listen(),
        server.publicOrigin(),
        server.behindProxy(),
        String.valueOf(server.nonceSecret()),
        server.tls() != null,
        server.management(),
        server.limits());
  }

  private static List<Object> sources(ReleaseSettings releases) {
    return List.of(releases.sources(), releases.cacheTtl());
  }
}
