package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.OpenSecrets;
import org.stellaops.signer.bootstrap.config.ReleaseSettings.Source;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.Bounds;
import org.stellaops.signer.oci.Credentials;
import org.stellaops.signer.oci.DockerLogin;
import org.stellaops.signer.oci.HttpRegistry;
import org.stellaops.signer.oci.LayoutRegistry;
import org.stellaops.signer.oci.LoginSource;
import org.stellaops.signer.oci.MirroredRegistry;
import org.stellaops.signer.oci.RegistryCredentials;
import org.stellaops.signer.oci.RegistrySettings;
import org.stellaops.signer.oci.workload.CheckedNetwork;
import org.stellaops.signer.oci.workload.Cloud;
import org.stellaops.signer.oci.workload.WorkloadLogin;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.OutboundObserver;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Dependency;

/** Where release signatures are looked for, as configured. */
final class Sources {

  private Sources() {}

  static List<ArtifactRegistry> open(Config config, Ticker ticker, Connections connections)
      throws StartFailed {
    RegistryCredentials helpers = new HelperProgram(System.getenv(), OpenSecrets.variables(config));
    Map<String, ArtifactRegistry> opened = new LinkedHashMap<>();
    for (Source source : config.releases().sources()) {
      String section = "releases.sources." + source.name();
      if (source instanceof Source.Layout layout) {
        opened.put(
            source.name(),
            Section.made(
                section,
                () -> new LayoutRegistry(layout.name(), layout.directory(), Bounds.defaults())));
      } else if (source instanceof Source.Registry registry) {
        Optional<char[]> password = password(registry);
        try {
          Cloud cloud = registry.workloadIdentity();
          LoginSource logins =
              cloud == null
                  ? logins(registry, password, helpers, ticker)
                  : workload(section, cloud, registry, ticker, connections);
          RegistrySettings made = Section.made(section, () -> settings(registry, logins));
          OutboundObserver observer = connections.observer(Dependency.REGISTRY);
          opened.put(
              source.name(),
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
    return mirrored(config.releases().sources(), opened);
  }

  private static List<ArtifactRegistry> mirrored(
      List<Source> settings, Map<String, ArtifactRegistry> opened) {
    List<ArtifactRegistry> sources = new ArrayList<>();
    for (Source source : settings) {
      if (source.mirrorOf() == null) {
        List<ArtifactRegistry> mirrors = new ArrayList<>();
        settings.stream()
            .filter(each -> source.name().equals(each.mirrorOf()))
            .forEach(each -> mirrors.add(Objects.requireNonNull(opened.get(each.name()))));
        ArtifactRegistry origin = Objects.requireNonNull(opened.get(source.name()));
        sources.add(mirrors.isEmpty() ? origin : new MirroredRegistry(origin, mirrors));
      }
    }
    return sources;
  }

  private static RegistrySettings settings(Source.Registry registry, @Nullable LoginSource logins) {
    return new RegistrySettings(
        registry.name(),
        Origin.parse(registry.url()),
        registry.repository(),
        registry.reach(),
        registry.allowedRealmHosts(),
        registry.contentHosts(),
        logins,
        Bounds.defaults());
  }

  /** The services that know this workload are connected to as the registry is. */
  private static LoginSource workload(
      String section, Cloud cloud, Source.Registry registry, Ticker ticker, Connections connections)
      throws StartFailed {
    OutboundObserver observer = connections.observer(Dependency.REGISTRY);
    return connections
        .opened()
        .add(
            Connections.with(
                section,
                registry.connection(),
                how ->
                    WorkloadLogin.of(
                        cloud,
                        Origin.parse(registry.url()),
                        System.getenv(),
                        new CheckedNetwork(registry.reach(), how, observer),
                        ticker,
                        InstantSource.system())));
  }

  private static @Nullable LoginSource logins(
      Source.Registry registry,
      Optional<char[]> password,
      RegistryCredentials helpers,
      Ticker ticker)
      throws StartFailed {
    Path file = registry.dockerConfig();
    if (file != null) {
      DockerLogin login =
          new DockerLogin(
              file,
              Origin.parse(registry.url()).authority(),
              registry.repository(),
              helpers,
              ticker);
      try {
        login.check();
        return login;
      } catch (IOException e) {
        throw new StartFailed(
            StartFailed.Reason.SECRET, "registry " + registry.name() + ": " + e.getMessage(), e);
      }
    }
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
