package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.KeyBackendType;

/**
 * Finds types of key backends: on the class path, else in the directory of libraries, each in a
 * class loader of its own that shares nothing with the application but the ports, the platform and
 * SLF4J. A type is loaded once in a process, when a configuration first names it.
 */
final class BackendLibraries {

  /** Where a launcher says the installation has its libraries. */
  static final String PROPERTY = "stella.backends";

  private static final List<String> SHARED =
      List.of(
          "org.stellaops.signer.ports.",
          "org.stellaops.signer.model.",
          "org.jspecify.",
          "org.slf4j.");

  private static final Map<Path, KeyBackendType> LOADED = new HashMap<>();

  private BackendLibraries() {}

  /**
   * The type called {@code type}.
   *
   * @param configured the directory of libraries; null for that of the installation
   * @throws BackendRefused there is none, or it cannot be loaded; the message says what to do
   */
  static KeyBackendType find(String type, @Nullable Path configured) {
    return named(
            ServiceLoader.load(KeyBackendType.class, BackendLibraries.class.getClassLoader()), type)
        .orElseGet(() -> installed(type, configured));
  }

  private static KeyBackendType installed(String type, @Nullable Path configured) {
    String property = System.getProperty(PROPERTY);
    Path all = configured != null ? configured : property == null ? null : Path.of(property);
    if (all == null) {
      throw new BackendRefused(
          "the library of "
              + type
              + " is not on the class path: add it, or name its directory with keys.libraries");
    }
    return loaded(type, all.resolve(type).toAbsolutePath().normalize());
  }

  private static synchronized KeyBackendType loaded(String type, Path directory) {
    KeyBackendType known = LOADED.get(directory);
    if (known != null) {
      return known;
    }
    List<URL> jars = jars(directory);
    if (jars.isEmpty()) {
      throw new BackendRefused(
          "there is no library of "
              + type
              + " in "
              + directory
              + ": unpack the backend there, or name the directory with keys.libraries");
    }
    try {
      KeyBackendType found =
          named(ServiceLoader.load(KeyBackendType.class, new Isolated(type, jars)), type)
              .orElseThrow(() ->
                  new BackendRefused("the library in " + directory + " is not one of " + type));
      LOADED.put(directory, found);
      return found;
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new BackendRefused(
          "the library in " + directory + " cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static Optional<KeyBackendType> named(ServiceLoader<KeyBackendType> types, String name) {
    for (KeyBackendType type : types) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private static List<URL> jars(Path directory) {
    List<URL> jars = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
        for (Path file : files) {
          jars.add(url(file));
        }
      } catch (IOException e) {
        throw new BackendRefused("cannot read " + directory, e);
      }
    }
    return jars;
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("no URL of " + file, e);
    }
  }

  /** Sees the platform, its own jars, and of the application what is {@link #SHARED} alone. */
  private static final class Isolated extends URLClassLoader {

    private final ClassLoader application = BackendLibraries.class.getClassLoader();

    Isolated(String type, List<URL> jars) {
      super(type, jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (SHARED.stream().anyMatch(name::startsWith)) {
        return application.loadClass(name);
      }
      return super.loadClass(name, resolve);
    }
  }
}
