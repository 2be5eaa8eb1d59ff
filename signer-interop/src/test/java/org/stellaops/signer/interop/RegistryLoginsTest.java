package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.BundleAttachment;
import org.stellaops.signer.bootstrap.BundleAttachment.Target;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.oci.Bounds;
import org.stellaops.signer.oci.Credentials;
import org.stellaops.signer.oci.HttpRegistry;
import org.stellaops.signer.oci.RegistrySettings;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Reach;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * A real registry that wants a password gets it from docker's files and from a real credential
 * helper: a program, though of a few lines, that speaks docker's protocol.
 */
class RegistryLoginsTest {

  private static final String REPOSITORY = "team/app";
  private static final String PAIR = Bytes.utf8(Registry.USER + ":" + Registry.PASSWORD).base64();

  /** What the user of the registries sends. */
  static final String BASIC = "Basic " + PAIR;

  @TempDir private Path directory;

  private Path docker(String config) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("docker"));
    Files.writeString(folder.resolve("config.json"), config);
    return folder;
  }

  private void helper(String script) throws IOException {
    Path file = directory.resolve("docker-credential-team");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Digest attach(
      Registry registry, String image, Map<String, String> environment, String... tokenHosts) {
    Target target = Target.parse(registry.reference(REPOSITORY, image));
    try (BundleAttachment attachment =
        BundleAttachment.open(target, null, null, Set.of(tokenHosts), environment)) {
      return attachment.attach(Bytes.utf8("{\"bundle\":true}"), "dsse-envelope", "");
    }
  }

  private static void assertListed(Registry registry, String image, Digest referrer) {
    RegistrySettings settings =
        new RegistrySettings(
            "team",
            Origin.parse("http://" + registry.authority()),
            REPOSITORY,
            Reach.LOOPBACK,
            Set.of(),
            Set.of(),
            new Credentials(Registry.USER, Registry.PASSWORD),
            Bounds.defaults());
    try (HttpRegistry source = new HttpRegistry(settings, Ticker.system())) {
      Listing listing =
          source.referrers(
              Digest.parse(image),
              DocumentTypes.SIGSTORE_BUNDLE,
              Deadline.in(Duration.ofSeconds(30), Ticker.system()));
      assertThat(((Listing.Complete) listing).referrers())
          .anySatisfy(found -> assertThat(found.manifest()).isEqualTo(referrer));
    }
  }

  @Test
  void attach_withDockersFile_isTakenByARegistryWithUsers() throws IOException {
    try (Registry registry = Registry.startWithUsers(directory)) {
      String image = registry.pushImage(REPOSITORY, "app");
      Path docker =
          docker(
              "{\"auths\":{\"http://" + registry.authority() + "\":{\"auth\":\"" + PAIR + "\"}}}");

      assertThatThrownBy(() -> attach(registry, image, Map.of()))
          .isInstanceOf(DependencyUnavailable.class)
          .hasMessageContaining("needs credentials");
      Digest referrer =
          attach(registry, image, Map.of("DOCKER_CONFIG", docker.toString(), "PATH", "/usr/bin"));
      assertListed(registry, image, referrer);
    }
  }

  @Test
  void attach_withUserOrIdentityToken_isTakenByARegistryWithTokens() throws IOException {
    String image;
    try (Registry open = Registry.start(Registry.Kind.DISTRIBUTION, directory)) {
      image = open.pushImage(REPOSITORY, "app");
    }
    try (TokenHost tokens = new TokenHost();
        Registry registry = Registry.startWithTokens(directory, tokens)) {
      Map<String, String> asUser = environment(registry, "\"auth\":\"" + PAIR + "\"");
      attach(registry, image, asUser, tokens.authority());
      assertThat(tokens.seen()).containsOnly("GET " + BASIC);

      Map<String, String> byToken =
          environment(registry, "\"identitytoken\":\"" + TokenHost.IDENTITY_TOKEN + "\"");
      attach(registry, image, byToken, tokens.authority());
      assertThat(tokens.seen()).last().isEqualTo("POST null");

      int asked = tokens.seen().size();
      assertThatThrownBy(() -> attach(registry, image, asUser))
          .isInstanceOf(DependencyUnavailable.class)
          .hasMessageContaining("token host that is not configured");
      assertThat(tokens.seen()).hasSize(asked);
      assertThatThrownBy(() ->
              attach(
                  registry,
                  image,
                  environment(registry, "\"identitytoken\":\"another-canary\""),
                  tokens.authority()))
          .isInstanceOf(DependencyUnavailable.class)
          .hasMessageContaining("the token host answered 401")
          .hasMessageNotContaining("canary");
    }
  }

  private Map<String, String> environment(Registry registry, String login) throws IOException {
    Path docker = docker("{\"auths\":{\"" + registry.authority() + "\":{" + login + "}}}");
    return Map.of("DOCKER_CONFIG", docker.toString());
  }

  @Test
  void attach_withACredentialHelper_isTakenByARegistryWithUsers() throws IOException {
    try (Registry registry = Registry.startWithUsers(directory)) {
      String image = registry.pushImage(REPOSITORY, "app");
      Map<String, String> environment =
          Map.of(
              "DOCKER_CONFIG",
              docker("{\"credHelpers\":{\"" + registry.authority() + "\":\"team\"}}").toString(),
              "PATH",
              directory + ":/usr/bin:/bin");
      helper(
          "[ \"$1\" = get ] && [ \"$(cat)\" = "
              + registry.authority()
              + " ] && echo '{\"Username\":\""
              + Registry.USER
              + "\",\"Secret\":\""
              + Registry.PASSWORD
              + "\"}'");
      assertListed(registry, image, attach(registry, image, environment));

      helper("echo '{\"Username\":\"robot\",\"Secret\":\"another-canary\"}'");
      assertThatThrownBy(() -> attach(registry, image, environment))
          .isInstanceOf(DependencyUnavailable.class)
          .hasMessageContaining("401")
          .hasMessageNotContaining("canary");
    }
  }
}
