package org.stellaops.signer.bootstrap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where docker and podman keep logins. */
final class DockerFiles {

  private DockerFiles() {}

  /**
   * The first of these that is there: {@code $DOCKER_CONFIG/config.json}, {@code
   * ~/.docker/config.json}, {@code $REGISTRY_AUTH_FILE}, and {@code containers/auth.json} under
   * {@code $XDG_RUNTIME_DIR} and {@code ~/.config}. With {@code DOCKER_CONFIG} the home's is not
   * looked at.
   */
  static Optional<Path> usual(Map<String, String> environment) {
    String chosen = environment.get("DOCKER_CONFIG");
    Stream<Optional<Path>> docker =
        chosen == null || chosen.isEmpty()
            ? Stream.of(below(environment.get("HOME"), ".docker/config.json"))
            : Stream.of(below(chosen, "config.json"));
    Stream<Optional<Path>> podman =
        Stream.of(
            below(environment.get("REGISTRY_AUTH_FILE"), ""),
            below(environment.get("XDG_RUNTIME_DIR"), "containers/auth.json"),
            below(environment.get("HOME"), ".config/containers/auth.json"));
    return Stream.concat(docker, podman)
        .flatMap(Optional::stream)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Optional<Path> below(@Nullable String directory, String file) {
    return directory == null || directory.isEmpty()
        ? Optional.empty()
        : Optional.of(Path.of(directory).resolve(file));
  }
}
