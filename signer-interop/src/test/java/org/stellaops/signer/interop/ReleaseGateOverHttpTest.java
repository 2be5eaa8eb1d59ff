package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.signer.interop.Caller.Reply;

/**
 * The whole way: a service that is configured with a real registry, a token that names an image in
 * it, and the answer.
 */
class ReleaseGateOverHttpTest {
  private static final String REPOSITORY = "team/scanner";

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"OLAREG", "DISTRIBUTION"})
  void sign_imagesOfARegistry_onlyTheReleasedOneBoundToItsTokenSigns(Registry.Kind kind) {
    Cosign cosign = new Cosign(directory);
    Path release = cosign.generateKeyPair("release");
    cosign.generateKeyPair("stranger");
    try (Registry registry = Registry.start(kind, directory)) {
      String genuine = registry.pushImage(REPOSITORY, "genuine");
      String unsigned = registry.pushImage(REPOSITORY, "unsigned");
      String impostor = registry.pushImage(REPOSITORY, "impostor");
      cosign.signImage("release", registry.reference(REPOSITORY, genuine));
      cosign.signImage("stranger", registry.reference(REPOSITORY, impostor));
      try (Service service =
              Service.configured(directory.resolve("state"), releases(registry, release));
          Caller honest = new Caller(service, Map.of("scanner_digest", genuine));
          Caller bare = new Caller(service, Map.of("scanner_digest", unsigned));
          Caller fake = new Caller(service, Map.of("scanner_digest", impostor))) {
        assertSigned(honest, genuine);
        assertRefused(bare, unsigned, "release_untrusted", "unsigned");
        assertRefused(fake, impostor, "release_untrusted", "no-trusted-signature");
        assertRefused(fake, genuine, "release_unbound", "digest-mismatch");
      }
    }
  }

  private static String releases(Registry registry, Path key) {
    return """
    releases:
      signers: {release: {key: "%s"}}
      sources:
        hub: {type: registry, url: "http://%s", repository: %s, reach: loopback}
    """
        .formatted(key, registry.authority(), REPOSITORY);
  }

  private static void assertSigned(Caller caller, String image) {
    Reply reply = caller.sign(caller.sbom("app", image));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    JsonNode release = reply.json().get("release");
    assertThat(release.get("verdict").textValue()).isEqualTo("attested");
    assertThat(release.get("imageDigest").textValue()).isEqualTo(image);
    assertThat(release.get("source").textValue()).isEqualTo("hub");
    assertThat(caller.decision(reply.text("auditId")).get("decision").textValue())
        .isEqualTo("signed");
  }

  private static void assertRefused(Caller caller, String image, String code, String reason) {
    Reply reply = caller.sign(caller.sbom("app", image));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(403);
    assertThat(reply.text("code")).isEqualTo(code);
    assertThat(reply.text("reason")).isEqualTo(reason);
    assertThat(reply.json().has("bundle")).isFalse();
    assertThat(caller.kinds(reply.text("auditId"))).containsExactly("opened", "decision");
    assertThat(caller.decision(reply.text("auditId")).get("code").textValue()).isEqualTo(code);
  }
}
