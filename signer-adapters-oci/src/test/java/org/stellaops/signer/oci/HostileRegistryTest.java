package org.stellaops.signer.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.entry;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.index;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.layer;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.manifest;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Reach;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/** What a registry or someone between may try beyond wrong content. */
class HostileRegistryTest {

  private static final String TYPE = DocumentSigner.BUNDLE;
  private static final Digest IMAGE = Bytes.utf8("image").sha256();
  private static final Digest OTHER = Bytes.utf8("other").sha256();
  private static final Bytes LAYER = Bytes.utf8("bundle");
  private static final Bytes GOOD =
      Bytes.utf8(manifest(IMAGE, TYPE, layer(LAYER.sha256().toString(), LAYER.size())));
  private static final String LIST = FakeRegistry.referrersPath(IMAGE);
  private static final String QUERY =
      "?artifactType=application/vnd.dev.sigstore.bundle.v0.3%2Bjson";

  private final FakeRegistry fake = new FakeRegistry(true);
  private final FakeRegistry elsewhere = new FakeRegistry(true);

  HostileRegistryTest() {
    fake.put(LAYER.sha256(), LAYER);
    fake.put(GOOD.sha256(), GOOD);
    fake.list(IMAGE, index(entry(GOOD)));
  }

  @AfterEach
  void shut() {
    fake.close();
    elsewhere.close();
  }

  private RegistrySettings settings(Duration time) {
    return new RegistrySettings(
        "fake",
        Origin.parse(fake.origin()),
        FakeRegistry.REPOSITORY,
        Reach.LOOPBACK,
        Set.of(),
        Set.of(),
        null,
        new Bounds(256, 10, 64 << 10, 1 << 20, time));
  }

  private Listing look() {
    return look(Duration.ofSeconds(30));
  }

  private Listing look(Duration time) {
    try (HttpRegistry registry = new HttpRegistry(settings(time), Ticker.system())) {
      return registry.referrers(IMAGE, TYPE, Deadline.in(Duration.ofSeconds(30), Ticker.system()));
    }
  }

  private static void assertOneIntact(Listing listing) {
    assertThat(((Listing.Complete) listing).referrers())
        .singleElement()
        .isInstanceOf(Referrer.Intact.class);
  }

  private void assertUnavailable() {
    assertThatThrownBy(this::look).isInstanceOf(DependencyUnavailable.class);
  }

  private static void page(HttpExchange exchange, String next, String... entries)
      throws IOException {
    if (!next.isEmpty()) {
      exchange.getResponseHeaders().add("Link", "<" + next + ">; rel=\"next\"");
    }
    FakeRegistry.answer(exchange, 200, Bytes.utf8(index(entries)));
  }

  @Test
  void r04_everythingButTheListing_isAskedForByDigest() {
    assertOneIntact(look());
    assertThat(fake.seen())
        .extracting(FakeRegistry.Seen::target)
        .containsExactly(
            LIST + QUERY,
            "/v2/team/scanner/manifests/" + GOOD.sha256(),
            "/v2/team/scanner/blobs/" + LAYER.sha256());
  }

  @Test
  void r08_listing_inThreePages_isReadToTheEnd() {
    fake.override(LIST + QUERY, exchange -> page(exchange, LIST + "?n=2"));
    fake.override(LIST + "?n=2", exchange -> page(exchange, fake.origin() + LIST + "?n=3"));
    fake.override(LIST + "?n=3", exchange -> page(exchange, "", entry(GOOD)));
    assertOneIntact(look());
  }

  @Test
  void r08_listing_thatLoops_isTooMany() {
    fake.override(LIST, exchange -> page(exchange, LIST + QUERY, entry(GOOD)));
    assertThat(look()).isInstanceOf(Listing.TooMany.class);
    assertThat(fake.seen()).hasSize(1);
  }

  @Test
  void r08_cve202346737_listing_withoutEnd_isTooManyAfterTenPages() {
    AtomicInteger pages = new AtomicInteger();
    fake.override(
        LIST, exchange -> page(exchange, LIST + "?n=" + pages.incrementAndGet(), entry(GOOD)));
    assertThat(look()).isInstanceOf(Listing.TooMany.class);
    assertThat(pages).hasValue(10);
  }

  @Test
  void r08_listing_withTooManyItemsInAllPages_isTooMany() {
    String[] half = new String[129];
    Arrays.fill(half, entry(GOOD));
    fake.override(LIST + QUERY, exchange -> page(exchange, LIST + "?n=2", half));
    fake.override(LIST + "?n=2", exchange -> page(exchange, "", half));
    assertThat(look()).isInstanceOf(Listing.TooMany.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ELSEWHERE/v2/x",
        "ELSEWHERELIST?n=2",
        "//127.0.0.1:1/LIST?n=2",
        "https://registry.exampleLIST?n=2",
        "http://user@HOMELIST?n=2",
        "file:///etc/passwd",
        "/v2/other/referrers/x?n=2",
        "LIST",
        "LIST/../../x?n=2",
        "other?n=2",
        "mailto:x?n=2",
        "LIST?n=2#fragment",
        "?n=a b",
        ""
      })
  void r08_listing_thatGoesOnElsewhere_isAFailure(String next) {
    String link =
        next.replace("ELSEWHERE", elsewhere.origin())
            .replace("HOME", "127.0.0.1:" + fake.port())
            .replace("LIST", LIST);
    fake.override(
        LIST,
        exchange -> {
          exchange.getResponseHeaders().add("Link", "<" + link + ">; rel=\"next\"");
          FakeRegistry.answer(exchange, 200, Bytes.utf8(index(entry(GOOD))));
        });
    assertUnavailable();
    assertThat(elsewhere.seen()).isEmpty();
    assertThat(fake.seen()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?n=2",
        "./DIGEST?n=2",
        "LIST?n=2",
        "ORIGINLIST?n=2",
        "//HOSTLIST?n=2",
        "ESCAPED?n=2"
      })
  void nextPage_asAnyReferenceToTheSameListing_isRead(String reference) {
    String next =
        reference
            .replace("ORIGIN", fake.origin())
            .replace("HOST", "127.0.0.1:" + fake.port())
            .replace("ESCAPED", LIST.replace(":", "%3A"))
            .replace("LIST", LIST)
            .replace("DIGEST", IMAGE.toString());
    fake.override(
        LIST + QUERY,
        exchange -> {
          exchange.getResponseHeaders().add("Link", "</v2/>; rel=up");
          page(exchange, next);
        });
    fake.override(LIST + "?n=2", exchange -> page(exchange, "", entry(GOOD)));
    assertOneIntact(look());
  }

  @ParameterizedTest
  @ValueSource(strings = {"<LIST?n=2; rel=next", "<LIST?n=2>; rel=next, <LIST?n=3>; rel=next"})
  void link_outOfFormOrAmbiguous_isAFailure(String link) {
    fake.override(
        LIST + QUERY,
        exchange -> {
          exchange.getResponseHeaders().add("Link", link.replace("LIST", LIST));
          page(exchange, "", entry(GOOD));
        });
    assertUnavailable();
  }

  @Test
  void entryThatCannotBeRead_besideAGoodOne_hidesItNot() {
    Bytes broken = Bytes.utf8(manifest(IMAGE, TYPE, layer(OTHER.toString(), 5)));
    fake.list(IMAGE, index(entry(broken), entry(GOOD)));
    for (int status : new int[] {403, 410, 429, 500}) {
      fake.override(
          "/v2/team/scanner/manifests/" + broken.sha256(),
          exchange -> FakeRegistry.answer(exchange, status, Bytes.empty()));
      assertPartial(look());
    }
    fake.override(
        "/v2/team/scanner/manifests/" + broken.sha256(), exchange -> drip(exchange, broken.size()));
    assertPartial(look(Duration.ofSeconds(3)));
    fake.override(
        "/v2/team/scanner/manifests/" + broken.sha256(),
        exchange -> redirect(exchange, elsewhere.origin() + "/x"));
    assertPartial(look());
    assertThat(elsewhere.seen()).isEmpty();
  }

  @Test
  void entryListedTwice_onceOddly_hidesNoGoodOne() {
    String odd = entry(GOOD).replaceFirst("\"size\":[0-9]+", "\"size\":1");
    assertThat(odd).isNotEqualTo(entry(GOOD));
    fake.list(IMAGE, index(odd, entry(GOOD)));
    assertOneIntact(look());
    fake.list(IMAGE, index(entry(GOOD), odd));
    assertOneIntact(look());
  }

  private static void assertPartial(Listing listing) {
    assertThat(listing)
        .isInstanceOfSatisfying(
            Listing.Partial.class,
            partial ->
                assertThat(partial.referrers())
                    .singleElement()
                    .isInstanceOf(Referrer.Intact.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}",
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\"}"
      })
  void listing_thatIsAnotherManifest_isAFailureOfTheApi(String manifest) {
    fake.list(IMAGE, manifest);
    assertUnavailable();
  }

  @Test
  void r08_listing_thatLosesAPage_isAFailure() {
    fake.override(LIST + QUERY, exchange -> page(exchange, LIST + "?n=2", entry(GOOD)));
    fake.override(LIST + "?n=2", exchange -> FakeRegistry.answer(exchange, 404, Bytes.utf8("{}")));
    assertUnavailable();
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 206, 400, 403, 405, 429, 500, 502, 503})
  void r15_listing_answeredOtherwise_isAFailureNotNone(int status) {
    fake.override(
        LIST,
        exchange -> {
          exchange.getResponseHeaders().add("Retry-After", "1000000000");
          FakeRegistry.answer(exchange, status, Bytes.empty());
        });
    assertUnavailable();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500})
  void r15_content_answeredOtherwise_isAFailureNotSpoiled(int status) {
    fake.override(
        "/v2/team/scanner/manifests/" + GOOD.sha256(),
        exchange -> FakeRegistry.answer(exchange, status, Bytes.empty()));
    assertUnavailable();
  }

  @Test
  void r15_body_thatDripsByteByByte_endsWithTheDeadline() {
    fake.override(
        "/v2/team/scanner/manifests/" + GOOD.sha256(), exchange -> drip(exchange, GOOD.size()));
    long start = System.nanoTime();
    assertThatThrownBy(() -> look(Duration.ofMillis(600)))
        .isInstanceOf(DependencyUnavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  private static void drip(HttpExchange exchange, int size) throws IOException {
    exchange.sendResponseHeaders(200, size);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; i < size; i++) {
        out.write(' ');
        out.flush();
        LockSupport.parkNanos(100_000_000);
      }
    }
  }

  @Test
  void r15_registry_thatNeverAnswers_endsWithTheDeadline() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      RegistrySettings settings =
          new RegistrySettings(
              "silent",
              Origin.parse("https://127.0.0.1:" + silent.getLocalPort()),
              "a",
              Reach.LOOPBACK,
              Set.of(),
              Set.of(),
              null,
              LayoutBench.BOUNDS);
      try (HttpRegistry registry = new HttpRegistry(settings, Ticker.system())) {
        Deadline soon = Deadline.in(Duration.ofMillis(400), Ticker.system());
        long start = System.nanoTime();
        assertThatThrownBy(() -> registry.referrers(IMAGE, TYPE, soon))
            .isInstanceOf(DependencyUnavailable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      }
    }
  }

  @Test
  void r07_layer_withoutEnd_isCutAtItsSize() {
    AtomicInteger sent = new AtomicInteger();
    fake.override(
        "/v2/team/scanner/blobs/" + LAYER.sha256(),
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = new byte[1 << 16];
          try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
              out.write(block);
              sent.incrementAndGet();
            }
          }
        });
    assertThat(((Listing.Complete) look()).referrers())
        .singleElement()
        .isInstanceOfSatisfying(
            Referrer.Invalid.class, spoiled -> assertThat(spoiled.why()).isEqualTo("size"));
    assertThat(sent.get()).isLessThan(1000);
  }

  @Test
  void r07_layers_overTheTotal_areSpoiled() {
    Bytes large = Bytes.adopt(new byte[60 << 10]);
    fake.put(large.sha256(), large);
    String one = manifest(IMAGE, TYPE, layer(large.sha256().toString(), large.size()));
    String[] entries = new String[20];
    for (int i = 0; i < entries.length; i++) {
      Bytes manifest = Bytes.utf8(one + " ".repeat(i));
      fake.put(manifest.sha256(), manifest);
      entries[i] = entry(manifest);
    }
    fake.list(IMAGE, index(entries));
    List<Referrer> referrers = ((Listing.Complete) look()).referrers();
    assertThat(referrers).filteredOn(Referrer.Intact.class::isInstance).hasSize(17);
    assertThat(referrers).filteredOn(Referrer.Invalid.class::isInstance).hasSize(3);
  }

  @Test
  void r06_listing_over4MiB_isTooMany() {
    fake.list(IMAGE, index(entry(GOOD)) + " ".repeat(4 << 20));
    assertThat(look()).isInstanceOf(Listing.TooMany.class);
  }

  @Test
  void redirect_withinTheRegistry_isFollowed() {
    String blob = "/v2/team/scanner/blobs/" + LAYER.sha256();
    fake.override(blob, exchange -> redirect(exchange, "/store/1?sig=a"));
    fake.override("/store/1", exchange -> FakeRegistry.answer(exchange, 200, LAYER));
    assertOneIntact(look());
  }

  @Test
  void r02_cve202648978_redirect_toAnotherHost_isNotFollowed() {
    String blob = "/v2/team/scanner/blobs/" + LAYER.sha256();
    elsewhere.override("/store", exchange -> FakeRegistry.answer(exchange, 200, LAYER));
    for (String to :
        List.of(
            elsewhere.origin() + "/store",
            "http://169.254.169.254/latest",
            "//127.0.0.1:" + elsewhere.port() + "/store",
            "file:///etc/passwd",
            "/store\tx",
            "")) {
      fake.override(blob, exchange -> redirect(exchange, to));
      assertUnavailable();
    }
    assertThat(elsewhere.seen()).isEmpty();
  }

  @Test
  void r02_redirect_inCircles_ends() {
    String blob = "/v2/team/scanner/blobs/" + LAYER.sha256();
    fake.override(blob, exchange -> redirect(exchange, blob));
    assertUnavailable();
    assertThat(fake.seen()).hasSizeLessThan(10);
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().add("Location", to);
    FakeRegistry.answer(exchange, 307, Bytes.empty());
  }

  @Test
  void h04_body_inAnEncodingNotAskedFor_isAFailure() {
    fake.override(
        LIST,
        exchange -> {
          exchange.getResponseHeaders().add("Content-Encoding", "gzip");
          FakeRegistry.answer(exchange, 200, Bytes.utf8(index(entry(GOOD))));
        });
    assertUnavailable();
  }
}
