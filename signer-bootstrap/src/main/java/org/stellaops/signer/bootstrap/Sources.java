package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.ReleaseSettings;
import org.stellaops.signer.bootstrap.config.ReleaseSettings.Source;
import org.stellaops.signer.oci.Bounds;
import org.stellaops.signer.oci.Credentials;
import org.stellaops.signer.oci.HttpRegistry;
import org.stellaops.signer.oci.LayoutRegistry;
import org.stellaops.signer.oci.RegistrySettings;
import org.stellaops.signer.oci.wire.Origin;
import org.stellaops.signer.oci.wire.Reach;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.words.Ticker;

/** Where release signatures are looked for, as configured. */
final class Sources {

  private Sources() {}

  static List<ArtifactRegistry> open(ReleaseSettings settings, Ticker ticker, Opened opened)
      throws StartFailed {
    List<ArtifactRegistry> sources = new ArrayList<>();
    for (Source source : settings.sources()) {
      if (source instanceof Source.Layout layout) {
        sources.add(new LayoutRegistry(layout.name(), layout.directory(), Bounds.defaults()));
      } else if (source instanceof Source.Registry registry) {
        sources.add(opened.add(new HttpRegistry(settings(registry), ticker)));
      }
    }
    return sources;
  }

  private static RegistrySettings settings(Source.Registry registry) throws StartFailed {
    return new RegistrySettings(
        registry.name(),
        Origin.parse(registry.origin()),
        registry.repository(),
        reach(registry.reach()),
        registry.allowedRealmHosts(),
        registry.contentHosts(),
        credentials(registry),
        Bounds.defaults());
  }

  private static Reach reach(ReleaseSettings.Reach reach) {
    return switch (reach) {
      case PUBLIC -> Reach.PUBLIC;
      case PRIVATE -> Reach.PRIVATE;
      case LOOPBACK -> Reach.LOOPBACK;
    };
  }

  private static @Nullable Credentials credentials(Source.Registry registry) throws StartFailed {
    ReleaseSettings.Credentials given = registry.credentials();
    if (given == null) {
      return null;
    }
    try {
      char[] password = given.password().reveal();
      try {
        return new Credentials(given.username(), new String(password));
      } finally {
        Arrays.fill(password, '\0');
      }
    } catch (IOException e) {
      throw new StartFailed(
          StartFailed.Reason.SECRET, "registry " + registry.name() + ": " + e.getMessage(), e);
    }
  }
}
