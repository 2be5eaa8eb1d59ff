package org.stellaops.signer.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.index;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.layer;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.manifest;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ArtifactRegistry.Attachment;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/**
 * What registries in the wild were reported to answer, each by a fake of that one oddity. {@code
 * docs/releases.md} has the table; the names in it are those of the tests.
 */
class RegistriesInTheWildTest {

  private static final Digest IMAGE = Bytes.utf8("an image manifest").sha256();
  private static final Bytes LAYER = Bytes.utf8("{\"a\":\"bundle\"}");
  private static final String TAG = "/v2/" + FakeRegistry.REPOSITORY + "/manifests/sha256-";

  private final FakeRegistry fake = new FakeRegistry(true);
  private final HttpRegistry registry = new HttpRegistry(HttpBench.settings(fake), Ticker.system());

  @AfterEach
  void shut() {
    registry.close();
    fake.close();
  }

  private Listing look(Digest image) {
    return registry.referrers(
        image, DocumentSigner.BUNDLE, Deadline.in(Duration.ofSeconds(30), Ticker.system()));
  }

  private List<Referrer> referrers() {
    Listing listing = look(IMAGE);
    assertThat(listing).isInstanceOf(Listing.Complete.class);
    return ((Listing.Complete) listing).referrers();
  }

  private Bytes put(String content) {
    Bytes bytes = Bytes.utf8(content);
    fake.put(bytes.sha256(), bytes);
    return bytes;
  }

  private Bytes signature() {
    fake.put(LAYER.sha256(), LAYER);
    return put(
        manifest(IMAGE, DocumentSigner.BUNDLE, layer(LAYER.sha256().toString(), LAYER.size())));
  }

  private void api(int status, String body) {
    fake.override(
        FakeRegistry.referrersPath(IMAGE),
        exchange -> FakeRegistry.answer(exchange, status, Bytes.utf8(body)));
  }

  private void tagged(Digest image, String body) {
    fake.override(
        TAG + image.hex(), exchange -> FakeRegistry.answer(exchange, 200, Bytes.utf8(body)));
  }

  private static String entry(Bytes manifest) {
    return ArtifactRegistryContract.entry(manifest);
  }

  /** GHCR, Docker Hub, GitLab, distribution: no such API. */
  @Test
  void apiAbsent_signatureUnderTheReferrersTag_isFound() {
    api(404, "{\"errors\":[{\"code\":\"UNSUPPORTED\"}]}");
    tagged(IMAGE, index(entry(signature())));
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  /** Seen by sigstore-js (pull request 1187): 200 and an empty list without having the API. */
  @Test
  void apiThatAnswersAnEmptyListFalsely_signatureUnderTheReferrersTag_isFound() {
    api(200, index());
    tagged(IMAGE, index(entry(signature())));
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  /** A page for people in place of an answer, with status 200. */
  @ParameterizedTest
  @ValueSource(strings = {"<!DOCTYPE html><html></html>", "", "{}"})
  void apiThatAnswersNoIndex_isAnOutage(String body) {
    fake.override(
        FakeRegistry.referrersPath(IMAGE),
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          FakeRegistry.answer(exchange, 200, Bytes.utf8(body));
        });
    assertThatThrownBy(() -> look(IMAGE)).isInstanceOf(DependencyUnavailable.class);
  }

  /** Harbor (issue 18418) and ECR (405): other statuses than 404 never mean that there is none. */
  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 405, 406, 429, 500, 501, 503})
  void apiRefusedOtherwise_isAnOutage(int status) {
    api(status, "{\"errors\":[]}");
    assertThatThrownBy(() -> look(IMAGE)).isInstanceOf(DependencyUnavailable.class);
  }

  /** GitLab (oras-go issue 1396): sha256-HEX is resolved as sha256:HEX, to the image itself. */
  @Test
  void tagThatResolvesToTheImageItself_anIndex_isNoListOfItsReferrers() {
    String own =
        index(
            entry(signature()),
            "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
                + Bytes.utf8("child").sha256()
                + "\",\"size\":5,\"platform\":{\"os\":\"linux\",\"architecture\":\"arm64\"}}");
    Digest image = put(own).sha256();
    fake.override(
        FakeRegistry.referrersPath(image),
        exchange -> FakeRegistry.answer(exchange, 404, Bytes.utf8("{\"errors\":[]}")));
    tagged(image, own);
    assertThat(look(image)).isEqualTo(new Listing.Complete(List.of()));
  }

  /** cosign issue 4641 and ACR issue 784: the entry does not say its type, the manifest does. */
  @ParameterizedTest
  @CsvSource({
    "''",
    "',\"artifactType\":\"\"'",
    "',\"artifactType\":null'",
    "',\"artifactType\":\"application/vnd.oci.empty.v1+json\"'"
  })
  void entryWithoutItsType_isToldByItsManifest(String type) {
    Bytes signature = signature();
    api(
        200,
        index(
            "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
                + signature.sha256()
                + "\",\"size\":"
                + signature.size()
                + type
                + "}"));
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  /** Filters are a wish: many list everything, whatever type is asked for. */
  @Test
  void listingThatIsNotFiltered_othersArePassedOver() {
    Bytes signature = signature();
    String sbom =
        ArtifactRegistryContract.entry(
            Bytes.utf8("sbom").sha256().toString(), 4, "application/spdx+json");
    api(200, index(sbom, entry(signature), sbom.replace("spdx", "vnd.example")));
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  /** Harbor before 2.8: null in place of an empty list. */
  @Test
  void listingWithNullInPlaceOfEntries_isEmpty() {
    api(200, "{\"schemaVersion\":2,\"manifests\":null}");
    assertThat(referrers()).isEmpty();
  }

  /** regclient pull request 801: Docker-Content-Digest is absent, or of something else. */
  @Test
  void digestHeaderThatIsWrong_decidesNothing() {
    Bytes signature = signature();
    api(200, index(entry(signature)));
    fake.override(
        "/v2/" + FakeRegistry.REPOSITORY + "/manifests/" + signature.sha256(),
        exchange -> {
          exchange
              .getResponseHeaders()
              .add("Docker-Content-Digest", Bytes.utf8("other").sha256().toString());
          FakeRegistry.answer(exchange, 200, signature);
        });
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  /** Quay and others: a repository that does not exist is 404 everywhere. */
  @Test
  void repositoryThatDoesNotExist_hasNone() {
    api(404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}");
    assertThat(referrers()).isEmpty();
    assertThat(signatures()).isEqualTo(new Listing.Complete(List.of()));
  }

  /** BuildKit's attestations are manifests in the image's own index, and refer to nothing. */
  @Test
  void tagWithBuildKitsAttestations_areNoReferrers() {
    Bytes attestation =
        put(
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                + "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\","
                + "\"digest\":\""
                + Bytes.utf8("{}").sha256()
                + "\",\"size\":2},\"layers\":[]}");
    api(404, "{\"errors\":[]}");
    tagged(
        IMAGE,
        index(
            "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
                + attestation.sha256()
                + "\",\"size\":"
                + attestation.size()
                + ",\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"},"
                + "\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"}}"));
    assertThat(referrers()).isEmpty();
  }

  /** A page for people, or an error with status 200, in place of a manifest. */
  @ParameterizedTest
  @ValueSource(strings = {"<!DOCTYPE html><html></html>", "", "{\"errors\":[]}", "{}", "[]"})
  void cosignsTagWithAPageInPlaceOfAManifest_isAnOutage(String body) {
    fake.override(
        TAG + IMAGE.hex() + ".sig",
        exchange -> FakeRegistry.answer(exchange, 200, Bytes.utf8(body)));
    assertThatThrownBy(this::signatures)
        .isInstanceOf(DependencyUnavailable.class)
        .hasMessageContaining("no manifest under a tag");
  }

  private Listing signatures() {
    return registry.attached(
        IMAGE, Attachment.SIGNATURES, Deadline.in(Duration.ofSeconds(30), Ticker.system()));
  }

  /** GHCR was seen (artifacthub issue 4785) to send the API's callers to a page for people. */
  @Test
  void r02_apiThatRedirectsElsewhere_isAnOutageAndNotFollowed() {
    try (FakeRegistry page = new FakeRegistry(true)) {
      fake.override(
          FakeRegistry.referrersPath(IMAGE),
          exchange -> {
            exchange.getResponseHeaders().add("Location", page.origin() + "/-/v2/packages");
            FakeRegistry.answer(exchange, 303, Bytes.empty());
          });
      assertThatThrownBy(() -> look(IMAGE)).isInstanceOf(DependencyUnavailable.class);
      assertThat(page.seen()).isEmpty();
    }
  }

  /**
   * Artifactory's virtual repositories (cosign issue 2973): 403 for a tag that is not there. That
   * is also the answer for one that may not be read.
   */
  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 429, 500})
  void referrersTagRefusedOtherwise_isAnOutage(int status) {
    api(404, "{\"errors\":[]}");
    fake.override(
        TAG + IMAGE.hex(),
        exchange -> FakeRegistry.answer(exchange, status, Bytes.utf8("{\"errors\":[]}")));
    assertThatThrownBy(() -> look(IMAGE)).isInstanceOf(DependencyUnavailable.class);
  }

  /** GHCR: the list under the tag says of cosign's bundles that they are empty configs. */
  @Test
  void tagWithTheTypeOfTheEmptyConfig_isToldByItsManifest() {
    Bytes signature = signature();
    api(404, "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}");
    tagged(
        IMAGE,
        index(
            "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
                + signature.sha256()
                + "\",\"size\":"
                + signature.size()
                + ",\"artifactType\":\"application/vnd.oci.empty.v1+json\"}"));
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  /**
   * Docker's hardened images (catalog issue 38): in-toto attestations refer to the image, and
   * signatures in cosign's form of an experiment to those; the image itself has none.
   */
  @Test
  void referrersOfDockersHardenedImages_areNoBundlesAndPassedOver() {
    String attestation =
        ArtifactRegistryContract.entry(
            Bytes.utf8("attestation").sha256().toString(), 11, "application/vnd.in-toto+json");
    String experiment =
        attestation.replace("vnd.in-toto+json", "vnd.dev.cosign.artifact.sig.v1+json");
    api(200, index(attestation, experiment));
    assertThat(referrers()).isEmpty();
    assertThat(fake.seen()).hasSize(1);
  }

  /** A tag that may not be read, or that the registry cannot find for want of its store. */
  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 429, 500, 503})
  void cosignsTagRefusedOtherwise_isAnOutage(int status) {
    fake.override(
        TAG + IMAGE.hex() + ".sig",
        exchange -> FakeRegistry.answer(exchange, status, Bytes.utf8("{\"errors\":[]}")));
    assertThatThrownBy(this::signatures).isInstanceOf(DependencyUnavailable.class);
  }
}
