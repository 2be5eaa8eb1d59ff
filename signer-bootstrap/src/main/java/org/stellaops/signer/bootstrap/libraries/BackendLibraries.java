package org.stellaops.signer.bootstrap.libraries;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
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
 * Finds types of key backends: in the directory that the configuration names, else on the class
 * path, else in the directory of the installation. A directory has one of its own for each type,
 * whose jars are read when the type is first asked for, into a class loader of their own.
 */
public final class BackendLibraries implements AutoCloseable {

  /** The system property by which a launcher says where its installation has libraries. */
  public static final String PROPERTY = "stella.backends";

  private final Map<Path, Library> loaded = new HashMap<>();

  private record Library(KeyBackendType type, IsolatedLoader loader) {}

  /**
   * Why there is no library of a type.
   *
   * @param what what is missing, for people
   * @param remedy what to do about it
   */
  public record Missing(String what, String remedy) {}

  /**
   * Whether a library of {@code type} could be found now; none of a directory is loaded for that.
   *
   * @param configured the directory that the configuration names, or null
   */
  public static Optional<Missing> missing(String type, @Nullable Path configured) {
    try {
      if (installed(type, configured).isPresent() || onClassPath(type).isPresent()) {
        return Optional.empty();
      }
    } catch (BackendRefused e) {
      return Optional.of(new Missing(String.valueOf(e.getMessage()), "one that can be loaded"));
    }
    Path all = directory(configured);
    return Optional.of(
        all == null
            ? new Missing(
                "the library of " + type + " is not on the class path",
                "its jars on the class path, or keys.libraries with a directory " + type)
            : new Missing(
                "there is no library of " + type + " in " + all.resolve(type),
                "a type whose library is there: unpack stella-backend-"
                    + type
                    + ".tar.gz into "
                    + all
                    + ", or name another directory with keys.libraries"));
  }

  /**
   * The type called {@code type}; the same one each time.
   *
   * @param configured the directory that the configuration names, or null
   * @throws BackendRefused there is none, or it cannot be loaded; the message says what to do
   */
  public KeyBackendType find(String type, @Nullable Path configured) {
    Optional<Path> installed = installed(type, configured);
    if (installed.isPresent() && configured != null) {
      return loaded(type, installed.get());
    }
    return onClassPath(type)
        .or(() -> installed.map(directory -> loaded(type, directory)))
        .orElseThrow(() ->
            new BackendRefused(missing(type, configured).map(Missing::what).orElse("try again")));
  }

  private static @Nullable Path directory(@Nullable Path configured) {
    String property = System.getProperty(PROPERTY);
    Path all = configured != null || property == null ? configured : Path.of(property);
    return all == null ? null : all.toAbsolutePath().normalize();
  }

  /** The type's own directory, where it has a jar in it. */
  private static Optional<Path> installed(String type, @Nullable Path configured) {
    Path all = directory(configured);
    return Optional.ofNullable(all)
        .map(known -> known.resolve(type))
        .filter(directory -> !jars(directory).isEmpty());
  }

  private static Optional<KeyBackendType> onClassPath(String type) {
    try {
      return named(
          ServiceLoader.load(KeyBackendType.class, BackendLibraries.class.getClassLoader()), type);
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new BackendRefused(
          "a key backend on the class path cannot be loaded: " + e.getMessage(), e);
    }
  }

  private synchronized KeyBackendType loaded(String type, Path directory) {
    Library known = loaded.get(directory);
    if (known == null) {
      known = load(type, directory);
      loaded.put(directory, known);
    }
    return known.type();
  }

  private static Library load(String type, Path directory) {
    IsolatedLoader loader =
        new IsolatedLoader(type, jars(directory).stream().map(BackendLibraries::url).toList());
    try {
      KeyBackendType found =
          named(ServiceLoader.load(KeyBackendType.class, loader), type)
              .orElseThrow(() ->
                  new BackendRefused(
                      "the library in "
                          + directory
                          + " is not one of "
                          + type
                          + ", or is damaged: install it anew"));
      return new Library(new IsolatedType(found, loader), loader);
    } catch (ServiceConfigurationError | LinkageError e) {
      close(loader);
      throw new BackendRefused(
          "the library in "
              + directory
              + " cannot be loaded ("
              + e.getMessage()
              + "): install it anew",
          e);
    } catch (BackendRefused e) {
      close(loader);
      throw e;
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

  private static List<Path> jars(Path directory) {
    List<Path> jars = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
        files.forEach(jars::add);
      } catch (IOException e) {
        throw new BackendRefused("cannot read the directory " + directory, e);
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

  private static void close(IsolatedLoader loader) {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** After the backends: what is left of a library cannot load another class. */
  @Override
  public synchronized void close() {
    List<Library> all = List.copyOf(loaded.values());
    loaded.clear();
    all.forEach(library -> close(library.loader()));
  }
}
