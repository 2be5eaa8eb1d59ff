package org.stellaops.signer.bootstrap.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.ReleaseSettings.Source.Registry;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;

/** Finds the files with secrets that others than their owner may read. */
public final class OpenSecrets {

  private static final Set<PosixFilePermission> EVERYBODY =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private OpenSecrets() {}

  /**
   * A sentence for each file, by the place that names it. Readers of the file's group are left
   * alone: that is how orchestrators hand secrets to a process.
   */
  public static List<String> of(Config config) {
    Map<String, Path> files = new TreeMap<>();
    SettingsSearch.of(config, Secret.class)
        .forEach((place, secret) -> {
          Path file = secret.file();
          if (file != null) {
            files.put(place, file);
          }
        });
    SettingsSearch.of(config, TlsFiles.Pem.class)
        .forEach((place, pem) -> files.put(place + ".key", pem.key()));
    for (ReleaseSettings.Source source : config.releases().sources()) {
      if (source instanceof Registry registry && registry.dockerConfig() != null) {
        files.put("releases.sources." + registry.name() + ".dockerConfig", registry.dockerConfig());
      }
    }
    List<String> open = new ArrayList<>();
    files.forEach((place, file) -> {
      if (isOpen(file)) {
        open.add(
            place + ": everybody on this machine may read " + file + ": run chmod 600 " + file);
      }
    });
    return open;
  }

  /** The variables of the environment that hold secrets of the service. */
  public static Set<String> variables(Config config) {
    return SettingsSearch.of(config, Secret.class).values().stream()
        .flatMap(secret -> Stream.ofNullable(secret.variable()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isOpen(@Nullable Path file) {
    try {
      PosixFileAttributeView posix =
          file == null ? null : Files.getFileAttributeView(file, PosixFileAttributeView.class);
      return posix != null
          && posix.readAttributes().permissions().stream().anyMatch(EVERYBODY::contains);
    } catch (IOException e) {
      // Whoever reads it will say what is wrong.
      return false;
    }
  }
}
