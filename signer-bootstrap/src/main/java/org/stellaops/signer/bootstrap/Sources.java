package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.ReleaseSettings;
import org.stellaops.signer.bootstrap.config.ReleaseSettings.Source;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.Bounds;
import org.stellaops.signer.oci.Credentials;
import org.stellaops.signer.oci.HttpRegistry;
import org.stellaops.signer.oci.LayoutRegistry;
import org.stellaops.signer.oci.RegistrySettings;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.OutboundObserver;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Dependency;

/** Where release signatures are looked for, as configured. */
final class Sources {

  private Sources() {}

  static List<ArtifactRegistry> open(
      ReleaseSettings settings, Ticker ticker, Connections connections) throws StartFailed {
    List<ArtifactRegistry> sources = new ArrayList<>();
    for (Source source : settings.sources()) {
      String section = "releases.sources." + source.name();
      if (source instanceof Source.Layout layout) {
        sources.add(
            Section.made(
                section,
                () -> new LayoutRegistry(layout.name(), layout.directory(), Bounds.defaults())));
      } else if (source instanceof Source.Registry registry) {
        Optional<char[]> password = password(registry);
        try {
          RegistrySettings made = Section.made(section, () -> settings(registry, password));
          OutboundObserver observer = connections.observer(Dependency.REGISTRY);
          sources.add(
              connections
                  .opened()
                  .add(
                      Connections.with(
                          section,
                          registry.connection(),
                          how -> new HttpRegistry(made, ticker, how, observer))));
        } finally {
          password.ifPresent(secret -> Arrays.fill(secret, '\0'));
        }
      }
    }
    return sources;
  }

  private static RegistrySettings settings(Source.Registry registry, Optional<char[]> password) {
    return new RegistrySettings(
        registry.name(),
        Origin.parse(registry.url()),
        registry.repository(),
        registry.reach(),
        registry.allowedRealmHosts(),
        registry.contentHosts(),
        credentials(registry, password),
        Bounds.defaults());
  }

  private static @Nullable Credentials credentials(
      Source.Registry registry, Optional<char[]> password) {
    String user = registry.username();
    return user == null ? null : new Credentials(user, new String(password.orElseThrow()));
  }

  private static Optional<char[]> password(Source.Registry registry) throws StartFailed {
    Secret password = registry.password();
    if (password == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(password.reveal());
    } catch (IOException e) {
      throw new StartFailed(
          StartFailed.Reason.SECRET, "registry " + registry.name() + ": " + e.getMessage(), e);
    }
  }
}
