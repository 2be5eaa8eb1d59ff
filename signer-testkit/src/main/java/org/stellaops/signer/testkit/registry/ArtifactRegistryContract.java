package org.stellaops.signer.testkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.ArtifactRegistry.Attachment;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.ArtifactRegistry.Referrer;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * What every source of referrers must do, honest or hostile. A hostile source shows as a spoiled
 * referrer or none, as too many, or as a failure; never as an intact referrer.
 */
public abstract class ArtifactRegistryContract {

  /** A source as the test drives it. */
  public interface Bench extends AutoCloseable {

    /** The adapter under test, with layers of up to 64 KiB and the usual bounds otherwise. */
    ArtifactRegistry registry();

    /** Serves {@code content} as manifest and blob under a digest, right or wrong. */
    void put(Digest stated, Bytes content);

    /** Serves {@code index}, the JSON of an image index, as the referrers of {@code image}. */
    void list(Digest image, String index);

    /** Serves {@code manifest} under a tag. */
    void tag(String tag, Bytes manifest);

    /** From now on the source cannot be reached or read at all. */
    void breakDown();

    @Override
    void close();
  }

  protected static final String TYPE = DocumentSigner.BUNDLE;
  protected static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  protected static final String INDEX = "application/vnd.oci.image.index.v1+json";
  protected static final Digest IMAGE = Bytes.utf8("an image manifest").sha256();
  private static final Digest OTHER = Bytes.utf8("another image manifest").sha256();
  private static final Bytes LAYER = Bytes.utf8("{\"a\":\"bundle\"}");

  private Bench bench;

  protected abstract Bench newBench();

  @BeforeEach
  final void open() {
    bench = newBench();
  }

  @AfterEach
  final void shut() {
    bench.close();
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(60), Ticker.system());
  }

  private Listing look() {
    return bench.registry().referrers(IMAGE, TYPE, soon());
  }

  private List<Referrer> referrers() {
    Listing listing = look();
    assertThat(listing).isInstanceOf(Listing.Complete.class);
    return ((Listing.Complete) listing).referrers();
  }

  /** Nothing intact, and the twin that was not tampered with is. */
  private void assertNothingIntact() {
    try {
      if (look() instanceof Listing.Complete complete) {
        assertThat(complete.referrers()).noneMatch(Referrer.Intact.class::isInstance);
      }
    } catch (DependencyUnavailable e) {
      assertThat(e.dependency()).isEqualTo(Dependency.REGISTRY);
    }
    bench.list(IMAGE, index(entry(putGood())));
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  public static String index(String... entries) {
    return "{\"schemaVersion\":2,\"mediaType\":\""
        + INDEX
        + "\",\"manifests\":["
        + String.join(",", entries)
        + "]}";
  }

  public static String entry(Bytes manifest) {
    return entry(manifest.sha256().toString(), manifest.size(), TYPE);
  }

  public static String entry(String digest, long size, String artifactType) {
    return "{\"mediaType\":\""
        + MANIFEST
        + "\",\"digest\":\""
        + digest
        + "\",\"size\":"
        + size
        + ",\"artifactType\":\""
        + artifactType
        + "\"}";
  }

  public static String manifest(Digest subject, String artifactType, String... layers) {
    return "{\"schemaVersion\":2,\"mediaType\":\""
        + MANIFEST
        + "\",\"artifactType\":\""
        + artifactType
        + "\",\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\""
        + Bytes.utf8("{}").sha256()
        + "\",\"size\":2},\"layers\":["
        + String.join(",", layers)
        + "],\"subject\":{\"mediaType\":\""
        + MANIFEST
        + "\",\"digest\":\""
        + subject
        + "\",\"size\":17}}";
  }

  public static String layer(String digest, long size) {
    return "{\"mediaType\":\""
        + TYPE
        + "\",\"digest\":\""
        + digest
        + "\",\"size\":"
        + size
        + ",\"annotations\":{\"k\":\"v\"}}";
  }

  private static String layer(Bytes content) {
    return layer(content.sha256().toString(), content.size());
  }

  private Bytes put(String manifest) {
    Bytes bytes = Bytes.utf8(manifest);
    bench.put(bytes.sha256(), bytes);
    return bytes;
  }

  private Bytes putGood() {
    bench.put(LAYER.sha256(), LAYER);
    return put(manifest(IMAGE, TYPE, layer(LAYER)));
  }

  @Test
  void referrers_ofASignedImage_areIntactWithTheirContent() {
    Bytes manifest = putGood();
    bench.list(IMAGE, index(entry(manifest)));
    assertThat(referrers())
        .singleElement()
        .isInstanceOfSatisfying(
            Referrer.Intact.class,
            intact -> {
              assertThat(intact.manifest()).isEqualTo(manifest.sha256());
              assertThat(intact.artifactType()).isEqualTo(TYPE);
              assertThat(intact.layers()).hasSize(1);
              assertThat(intact.layers().get(0).content()).isEqualTo(LAYER);
              assertThat(intact.layers().get(0).digest()).isEqualTo(LAYER.sha256());
              assertThat(intact.layers().get(0).mediaType()).isEqualTo(TYPE);
              assertThat(intact.layers().get(0).annotations()).containsEntry("k", "v");
            });
  }

  @Test
  void referrers_ofAnUnknownImage_areNone() {
    bench.put(LAYER.sha256(), LAYER);
    bench.list(OTHER, index(entry(put(manifest(OTHER, TYPE, layer(LAYER))))));
    assertThat(referrers()).isEmpty();
  }

  @Test
  void referrers_listedWithoutAType_areToldByTheirManifest() {
    Bytes manifest = putGood();
    String untyped = entry(manifest).replace(",\"artifactType\":\"" + TYPE + "\"", "");
    bench.list(IMAGE, index(untyped));
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  @Test
  void referrers_listedWithTheTypeOfTheEmptyConfig_areToldByTheirManifest() {
    Bytes manifest = putGood();
    String empty = "application/vnd.oci.empty.v1+json";
    bench.list(IMAGE, index(entry(manifest.sha256().toString(), manifest.size(), empty)));
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  @Test
  void referrers_whoseTypeIsTheConfigs_areOfThatType() {
    bench.put(LAYER.sha256(), LAYER);
    String withoutType =
        manifest(IMAGE, TYPE, layer(LAYER))
            .replace("\"artifactType\":\"" + TYPE + "\",", "")
            .replace("application/vnd.oci.empty.v1+json", TYPE);
    bench.list(IMAGE, index(entry(put(withoutType))));
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  @Test
  void referrers_ofAnotherType_arePassedOverWithoutBeingFetched() {
    String absent = entry(Bytes.utf8("not served").sha256().toString(), 10, "text/plain");
    bench.list(IMAGE, index(absent, entry(putGood())));
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  @Test
  void referrers_listedTwice_areGivenOnceInTheListedOrder() {
    Bytes first = putGood();
    Bytes second = put(manifest(IMAGE, TYPE, layer(LAYER)) + "\n");
    bench.list(IMAGE, index(entry(second), entry(first), entry(second)));
    assertThat(referrers())
        .extracting(Referrer::manifest)
        .containsExactly(second.sha256(), first.sha256());
  }

  @Test
  void referrers_oneGoodAmongBad_isStillIntact() {
    Bytes lying = Bytes.utf8("lying");
    bench.put(lying.sha256(), Bytes.utf8("lies!"));
    bench.list(IMAGE, index(entry(lying), entry(putGood())));
    assertThat(referrers()).filteredOn(Referrer.Intact.class::isInstance).hasSize(1);
    assertThat(referrers())
        .filteredOn(Referrer.Invalid.class::isInstance)
        .singleElement()
        .satisfies(spoiled -> {
          assertThat(spoiled.manifest()).isEqualTo(lying.sha256());
          assertThat(((Referrer.Invalid) spoiled).why()).matches("[a-z0-9-]+");
        });
  }

  @Test
  void r05_cve202333959_manifest_withAnotherDigestThanListed_isNotIntact() {
    Bytes good = putGood();
    Digest stated = Bytes.utf8("x").sha256();
    bench.put(stated, good);
    bench.list(IMAGE, index(entry(stated.toString(), good.size(), TYPE)));
    assertNothingIntact();
  }

  @Test
  void r05_layer_withAnotherDigestThanTheManifestSays_isNotIntact() {
    Digest stated = Bytes.utf8("x").sha256();
    bench.put(stated, LAYER);
    bench.list(
        IMAGE, index(entry(put(manifest(IMAGE, TYPE, layer(stated.toString(), LAYER.size()))))));
    assertNothingIntact();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "SHA256:HEX",
        "sha256:UPPER",
        "sha256:SHORT",
        "sha256:HEX00",
        "sha256:../../../index.json",
        "sha512:HEXHEX",
        "HEX",
        ""
      })
  void r05_digest_outOfForm_isNotIntact(String form) {
    Bytes good = putGood();
    String hex = good.sha256().hex();
    String digest =
        form.replace("HEX", hex)
            .replace("UPPER", hex.toUpperCase(Locale.ROOT))
            .replace("SHORT", hex.substring(1));
    bench.list(IMAGE, index(entry(digest, good.size(), TYPE)));
    assertNothingIntact();
    String layerHex = LAYER.sha256().hex();
    String layerDigest =
        form.replace("HEX", layerHex)
            .replace("UPPER", layerHex.toUpperCase(Locale.ROOT))
            .replace("SHORT", layerHex.substring(1));
    bench.list(IMAGE, index(entry(put(manifest(IMAGE, TYPE, layer(layerDigest, LAYER.size()))))));
    assertNothingIntact();
  }

  @Test
  void r06_manifest_over4MiB_isNotIntact() {
    bench.put(LAYER.sha256(), LAYER);
    String padding = " ".repeat((4 << 20) + 1);
    bench.list(IMAGE, index(entry(put(manifest(IMAGE, TYPE, layer(LAYER)) + padding))));
    assertNothingIntact();
  }

  @Test
  void r06_index_with100000Entries_isTooMany() {
    String one = entry(Bytes.empty().sha256().toString(), 0, "text/plain");
    bench.list(IMAGE, index(Collections.nCopies(100_000, one).toArray(String[]::new)));
    assertThat(look()).isInstanceOf(Listing.TooMany.class);
  }

  @Test
  void r06_index_amongTheReferrers_isNotOpened() {
    Bytes good = putGood();
    Bytes nested = put(index(entry(good)));
    String entry = entry(nested).replace(MANIFEST, INDEX);
    bench.list(IMAGE, index(entry));
    assertNothingIntact();
  }

  @Test
  void r06_index_nestedDeep_isNotReadAndDoesNotOverflow() {
    bench.list(IMAGE, index("{\"a\":" + "[".repeat(100_000)));
    assertNothingIntact();
  }

  @Test
  void r07_layer_overTheBound_isNotIntact() {
    Bytes large = Bytes.adopt(new byte[(64 << 10) + 1]);
    bench.put(large.sha256(), large);
    bench.list(IMAGE, index(entry(put(manifest(IMAGE, TYPE, layer(large))))));
    assertNothingIntact();
  }

  @Test
  void r07_layer_atTheBound_isIntact() {
    Bytes large = Bytes.adopt(new byte[64 << 10]);
    bench.put(large.sha256(), large);
    bench.list(IMAGE, index(entry(put(manifest(IMAGE, TYPE, layer(large))))));
    assertThat(referrers()).hasSize(1).allMatch(Referrer.Intact.class::isInstance);
  }

  @Test
  void r08_referrers_atTheBound_areAllThere() {
    bench.list(IMAGE, index(manyGood(256)));
    assertThat(referrers()).hasSize(256).allMatch(Referrer.Intact.class::isInstance);
  }

  @Test
  void r08_referrers_overTheBound_areTooMany() {
    bench.list(IMAGE, index(manyGood(257)));
    assertThat(look()).isInstanceOf(Listing.TooMany.class);
  }

  private String[] manyGood(int count) {
    bench.put(LAYER.sha256(), LAYER);
    String good = manifest(IMAGE, TYPE, layer(LAYER));
    return IntStream.range(0, count)
        .mapToObj(i -> entry(put(good + " ".repeat(i))))
        .collect(Collectors.toList())
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1, 1L << 40})
  void r10_size_otherThanTheContent_isNotIntact(long change) {
    Bytes good = putGood();
    bench.list(IMAGE, index(entry(good.sha256().toString(), good.size() + change, TYPE)));
    assertNothingIntact();
    bench.list(
        IMAGE,
        index(
            entry(
                put(
                    manifest(
                        IMAGE, TYPE, layer(LAYER.sha256().toString(), LAYER.size() + change))))));
    assertNothingIntact();
  }

  @Test
  void r10_artifactType_otherThanListed_isNotIntact() {
    bench.put(LAYER.sha256(), LAYER);
    bench.list(IMAGE, index(entry(put(manifest(IMAGE, "text/plain", layer(LAYER))))));
    assertNothingIntact();
  }

  @Test
  void r10_subject_ofAnotherManifestOrNone_isNotIntact() {
    bench.put(LAYER.sha256(), LAYER);
    String other = manifest(OTHER, TYPE, layer(LAYER));
    bench.list(IMAGE, index(entry(put(other))));
    assertNothingIntact();
    bench.list(IMAGE, index(entry(put(other.replaceAll(",\"subject\":\\{[^}]*\\}", "")))));
    assertNothingIntact();
    bench.list(IMAGE, index(entry(put(other.replaceAll("\\{[^}]*\\}\\}$", "null}")))));
    assertNothingIntact();
  }

  @Test
  void r10_manifest_outOfForm_isNotIntact() {
    bench.put(LAYER.sha256(), LAYER);
    String good = manifest(IMAGE, TYPE, layer(LAYER));
    for (String bad :
        List.of(
            "[]",
            "",
            good + good,
            good.substring(0, good.length() - 1),
            good.replace("\"schemaVersion\":2", "\"schemaVersion\":1"),
            good.replace("\"schemaVersion\":2,", ""),
            good.replace("\"mediaType\":\"" + MANIFEST + "\",\"art", "\"mediaType\":\"x\",\"art"),
            good.replace("{\"schemaVersion\"", "{\"manifests\":[],\"schemaVersion\""),
            good.replace("{\"schemaVersion\"", "{\"layers\":[],\"schemaVersion\""),
            good.replace("\"layers\":[", "\"layers\":{\"a\":[").replace("],\"sub", "]},\"sub"))) {
      bench.list(IMAGE, index(entry(put(bad))));
      assertNothingIntact();
    }
  }

  @Test
  void r10_listing_outOfForm_isNeverTakenForNone() {
    String good = index(entry(putGood()));
    for (String bad :
        List.of(
            "[]",
            "<html></html>",
            good + "x",
            good.replace("\"manifests\"", "\"manifest\""),
            "{}",
            "{\"schemaVersion\":2,\"manifests\":{}}",
            "{\"schemaVersion\":2,\"errors\":[]}",
            good.replace("\"schemaVersion\":2", "\"schemaVersion\":\"2\""))) {
      bench.list(IMAGE, bad);
      assertThatThrownBy(this::look).isInstanceOf(DependencyUnavailable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaVersion\":2,\"manifests\":[]}",
        "{\"schemaVersion\":2,\"manifests\":null}",
        "{\"schemaVersion\":2,\"mediaType\":null,\"manifests\":[],\"annotations\":{}}",
        "{\"schemaVersion\":2,\"mediaType\":\"INDEX\"}",
        "{\"schemaVersion\":2,\"mediaType\":\"INDEX\",\"manifests\":[null,1,\"x\",[],{}]}"
      })
  void listing_emptyInAnotherWay_isNone(String listing) {
    bench.list(IMAGE, listing.replace("INDEX", INDEX));
    assertThat(referrers()).isEmpty();
  }

  @Test
  void oddEntry_besideAGoodOne_hidesItNot() {
    Bytes good = putGood();
    String sound = entry(good);
    String other = entry(Bytes.utf8("other"));
    for (String odd :
        List.of(
            "null",
            "7",
            "[]",
            "{}",
            "{\"digest\":7}",
            "{\"digest\":\"" + OTHER + "\"}",
            "{\"digest\":\"sha512:" + OTHER.hex() + OTHER.hex() + "\",\"size\":1}",
            other.replaceAll("\"size\":\\d+", "\"size\":\"5\""),
            other.replaceAll("\"size\":\\d+", "\"size\":-5"),
            other.replaceAll("\"size\":\\d+", "\"size\":1.5"),
            other.replaceAll("\"size\":\\d+", "\"size\":null"),
            other.replace("{", "{\"annotations\":[],"),
            other.replace("{", "{\"annotations\":{\"a\":1},"),
            other.replace("\"" + TYPE + "\"", "null"),
            other.replace("\"" + MANIFEST + "\"", "{}"),
            sound.replace("{", "{\"annotations\":{\"a\":null},"),
            entry(put(manifest(IMAGE, TYPE, layer(LAYER)).replace("\"layers\"", "\"strata\""))),
            entry(put("{\"schemaVersion\":2,\"manifests\":[]}")),
            entry(put("not JSON")))) {
      bench.list(IMAGE, index(odd, sound));
      assertThat(referrers())
          .as(odd)
          .filteredOn(Referrer.Intact.class::isInstance)
          .extracting(Referrer::manifest)
          .containsExactly(good.sha256());
    }
  }

  @Test
  void referrersOfManyLayers_leaveRoomForAGoodOne() {
    Bytes large = Bytes.adopt(new byte[60 << 10]);
    bench.put(large.sha256(), large);
    String[] layers = new String[16];
    Arrays.fill(layers, layer(large));
    Bytes greedy = put(manifest(IMAGE, TYPE, String.join(",", layers)));
    bench.list(IMAGE, index(entry(greedy), entry(putGood())));
    assertThat(referrers()).filteredOn(Referrer.Intact.class::isInstance).hasSize(1);
  }

  private static String attachedManifest(String... layers) {
    return "{\"schemaVersion\":2,\"mediaType\":\""
        + MANIFEST
        + "\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
        + Bytes.utf8("{}").sha256()
        + "\",\"size\":2},\"layers\":["
        + String.join(",", layers)
        + "]}";
  }

  private Listing attached() {
    return bench.registry().attached(IMAGE, Attachment.SIGNATURES, soon());
  }

  private List<Referrer> attached(String manifest) {
    bench.tag(Attachment.SIGNATURES.tag(IMAGE), Bytes.utf8(manifest));
    Listing listing = attached();
    assertThat(listing).isInstanceOf(Listing.Complete.class);
    return ((Listing.Complete) listing).referrers();
  }

  @Test
  void attached_layersUnderTheTag_areReferrersOfOneLayerEach() {
    Bytes second = Bytes.utf8("second");
    bench.put(LAYER.sha256(), LAYER);
    bench.put(second.sha256(), second);
    String manifest = attachedManifest(layer(LAYER), layer(second));
    assertThat(attached(manifest))
        .allSatisfy(it -> {
          assertThat(it.manifest()).isEqualTo(Bytes.utf8(manifest).sha256());
          assertThat(it).isInstanceOf(Referrer.Intact.class);
          assertThat(((Referrer.Intact) it).layers()).hasSize(1);
        })
        .extracting(it -> ((Referrer.Intact) it).layers().get(0).content())
        .containsExactly(LAYER, second);
    assertThat(((Referrer.Intact) attached(manifest).get(0)).layers().get(0).annotations())
        .containsEntry("k", "v");
  }

  private static String platform(String mediaType, Digest digest, String platform) {
    return "{\"mediaType\":\""
        + mediaType
        + "\",\"digest\":\""
        + digest
        + "\",\"size\":7"
        + (platform.isEmpty() ? "" : ",\"platform\":" + platform)
        + "}";
  }

  @Test
  void r13_images_ofAnIndex_areThoseOfAPlatform() {
    Digest one = Bytes.utf8("amd64").sha256();
    Digest two = Bytes.utf8("docker's arm64").sha256();
    String linux = "{\"os\":\"linux\",\"architecture\":\"amd64\"}";
    Bytes index =
        Bytes.utf8(
            index(
                platform(MANIFEST, one, linux),
                platform("application/vnd.docker.distribution.manifest.v2+json", two, linux),
                platform(MANIFEST, OTHER, ""),
                platform(INDEX, IMAGE, linux),
                platform(
                    MANIFEST,
                    Bytes.utf8("attestation").sha256(),
                    "{\"os\":\"unknown\",\"architecture\":\"unknown\"}"),
                "{\"digest\":\"sha512:00\",\"mediaType\":\"" + MANIFEST + "\",\"size\":1}"));
    bench.put(index.sha256(), index);
    assertThat(bench.registry().images(index.sha256(), soon())).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void r13_images_ofWhatIsNoIndexOrAbsent_areNone() {
    Bytes manifest = Bytes.utf8(manifest(IMAGE, TYPE));
    bench.put(manifest.sha256(), manifest);
    assertThat(bench.registry().images(manifest.sha256(), soon())).isEmpty();
    assertThat(bench.registry().images(OTHER, soon())).isEmpty();
  }

  @Test
  void r05_images_ofAnotherDigest_areAFailure() {
    String linux = "{\"os\":\"linux\",\"architecture\":\"amd64\"}";
    Bytes index = Bytes.utf8(index(platform(MANIFEST, IMAGE, linux)));
    bench.put(OTHER, index);
    assertThatThrownBy(() -> bench.registry().images(OTHER, soon()))
        .isInstanceOf(DependencyUnavailable.class);
    bench.breakDown();
    assertThatThrownBy(() -> bench.registry().images(index.sha256(), soon()))
        .isInstanceOf(DependencyUnavailable.class);
  }

  @Test
  void attached_withoutThatTag_isNone() {
    bench.put(LAYER.sha256(), LAYER);
    bench.tag(Attachment.ATTESTATIONS.tag(IMAGE), Bytes.utf8(attachedManifest(layer(LAYER))));
    bench.tag(Attachment.SIGNATURES.tag(OTHER), Bytes.utf8(attachedManifest(layer(LAYER))));
    assertThat(attached()).isEqualTo(new Listing.Complete(List.of()));
  }

  @Test
  void r10_attached_layerThatDoesNotHoldTogether_spoilsNoneBesideIt() {
    Bytes wrong = Bytes.utf8("wrong");
    Bytes absent = Bytes.utf8("absent");
    Bytes large = Bytes.adopt(new byte[(64 << 10) + 1]);
    bench.put(LAYER.sha256(), LAYER);
    bench.put(wrong.sha256(), Bytes.utf8("other"));
    bench.put(large.sha256(), large);
    List<Referrer> found =
        attached(
            attachedManifest(
                layer(wrong),
                layer(absent),
                layer(large),
                layer("sha512:" + "0".repeat(128), 3),
                layer(LAYER.sha256().toString(), 3),
                layer(LAYER.sha256().toString(), -1),
                layer(LAYER)));
    assertThat(found).hasSize(7);
    assertThat(found.subList(0, 6)).allMatch(Referrer.Invalid.class::isInstance);
    assertThat(found.get(6)).isInstanceOf(Referrer.Intact.class);
  }

  @Test
  void r10_attached_manifestOutOfForm_isNotIntact() {
    bench.put(LAYER.sha256(), LAYER);
    String good = attachedManifest(layer(LAYER));
    for (String bad :
        List.of(
            good.replace(MANIFEST, INDEX),
            good.replace("\"schemaVersion\":2", "\"schemaVersion\":1"),
            good.replace("\"layers\"", "\"layer\""))) {
      assertThat(attached(bad)).as(bad).isNotEmpty().allMatch(Referrer.Invalid.class::isInstance);
    }
    assertThat(attached(good)).allMatch(Referrer.Intact.class::isInstance);
  }

  @Test
  void r10_attached_whatIsNoManifest_isNotIntactAndNeverNone() {
    for (String bad : List.of("[]", "{", "<!DOCTYPE html>", "", "{\"errors\":[]}", "{}")) {
      bench.tag(Attachment.SIGNATURES.tag(IMAGE), Bytes.utf8(bad));
      try {
        assertThat(attached())
            .isInstanceOfSatisfying(
                Listing.Complete.class,
                complete ->
                    assertThat(complete.referrers())
                        .as(bad)
                        .isNotEmpty()
                        .allMatch(Referrer.Invalid.class::isInstance));
      } catch (DependencyUnavailable e) {
        assertThat(e.getMessage()).as(bad).isNotNull();
      }
    }
  }

  @Test
  void r08_attached_overTheBound_isTooMany() {
    bench.put(LAYER.sha256(), LAYER);
    String many = String.join(",", Collections.nCopies(257, layer(LAYER)));
    bench.tag(Attachment.SIGNATURES.tag(IMAGE), Bytes.utf8(attachedManifest(many)));
    assertThat(attached()).isInstanceOf(Listing.TooMany.class);
  }

  @Test
  void attached_sourceThatIsBroken_isAFailureNotNone() {
    bench.breakDown();
    assertThatThrownBy(this::attached).isInstanceOf(DependencyUnavailable.class);
  }

  @Test
  void r15_deadline_thatHasPassed_isAFailure() {
    bench.list(IMAGE, index(entry(putGood())));
    Deadline passed = Deadline.in(Duration.ZERO, Ticker.system());
    assertThatThrownBy(() -> bench.registry().referrers(IMAGE, TYPE, passed))
        .isInstanceOfSatisfying(
            DependencyUnavailable.class,
            e -> {
              assertThat(e.dependency()).isEqualTo(Dependency.REGISTRY);
              assertThat(e.mayHaveHappened()).isFalse();
            });
  }

  @Test
  void source_thatIsBroken_isAFailureNotNone() {
    bench.list(IMAGE, index(entry(putGood())));
    bench.breakDown();
    assertThatThrownBy(this::look).isInstanceOf(DependencyUnavailable.class);
  }
}
