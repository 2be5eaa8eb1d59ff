package org.stellaops.signer.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.entry;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.index;
import static org.stellaops.signer.testkit.registry.ArtifactRegistryContract.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.OutboundObserver;
import org.stellaops.signer.outbound.OutboundSettings;
import org.stellaops.signer.outbound.Reach;
import org.stellaops.signer.ports.ArtifactRegistry.Listing;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/** Names that lead to addresses which must not be reached, over real TLS. */
class AddressGuardTest {

  private static final String TYPE = DocumentSigner.BUNDLE;
  private static final Digest IMAGE = Bytes.utf8("image").sha256();
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path directory;
  private static SSLContext tls;

  private FakeRegistry fake;

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = directory.resolve("tls.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "registry",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=registry.example",
                "-ext",
                "san=dns:registry.example",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("registry", keys.getCertificate("registry"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
  }

  @BeforeEach
  void open() {
    fake = new FakeRegistry(true, tls);
    Bytes manifest = Bytes.utf8(manifest(IMAGE, TYPE));
    fake.put(manifest.sha256(), manifest);
    fake.list(IMAGE, index(entry(manifest)));
  }

  @AfterEach
  void shut() {
    fake.close();
  }

  private static InetAddress[] addresses(String... literals) {
    InetAddress[] found = new InetAddress[literals.length];
    for (int i = 0; i < literals.length; i++) {
      try {
        found[i] = InetAddress.getByName(literals[i]);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return found;
  }

  private int look(String host, Reach reach, Outbound.Resolver resolver) {
    RegistrySettings settings =
        RegistrySettings.of(
            "fake",
            Origin.parse("https://" + host + ":" + fake.port()),
            FakeRegistry.REPOSITORY,
            reach);
    try (HttpRegistry registry =
        new HttpRegistry(
            settings,
            Ticker.system(),
            new Outbound(
                reach, OutboundSettings.standard(), resolver, tls, OutboundObserver.SILENT))) {
      Listing listing =
          registry.referrers(IMAGE, TYPE, Deadline.in(Duration.ofSeconds(10), Ticker.system()));
      return ((Listing.Complete) listing).referrers().size();
    }
  }

  @Test
  void r01_name_ofAPermittedAddress_isReachedOverTls() {
    assertThat(look("registry.example", Reach.LOOPBACK, host -> addresses("127.0.0.1")))
        .isEqualTo(1);
  }

  @Test
  void certificate_ofAnotherName_isRefused() {
    assertThatThrownBy(() -> look("other.example", Reach.LOOPBACK, host -> addresses("127.0.0.1")))
        .isInstanceOf(DependencyUnavailable.class);
    assertThat(fake.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUBLIC", "PRIVATE"})
  void r01_name_ofAnAddressThatIsNotPermitted_isNotConnectedTo(Reach reach) {
    assertThatThrownBy(() -> look("registry.example", reach, host -> addresses("127.0.0.1")))
        .isInstanceOf(DependencyUnavailable.class)
        .hasMessageContaining("not permitted");
    assertThat(fake.seen()).isEmpty();
  }

  @Test
  void r01_name_ofOneGoodAndOneBadAddress_isNotConnectedTo() {
    assertThatThrownBy(() ->
            look(
                "registry.example",
                Reach.LOOPBACK,
                host -> addresses("127.0.0.1", "169.254.169.254")))
        .isInstanceOf(DependencyUnavailable.class)
        .hasMessageContaining("not permitted");
    assertThat(fake.seen()).isEmpty();
  }

  @Test
  void r01_name_thatChangesItsAddressAfterTheCheck_isConnectedToTheCheckedOne() {
    AtomicInteger resolutions = new AtomicInteger();
    assertThat(
            look(
                "registry.example",
                Reach.LOOPBACK,
                host ->
                    resolutions.incrementAndGet() == 1
                        ? addresses("127.0.0.1")
                        : addresses("169.254.169.254")))
        .isEqualTo(1);
    assertThat(resolutions).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "2130706433", "localhost", "localhost.", "[::1]"})
  void r01_host_thatMeansThisMachine_isNotReachedAsAPublicOne(String host) {
    assertThatThrownBy(() -> look(host, Reach.PUBLIC, InetAddress::getAllByName))
        .isInstanceOfAny(DependencyUnavailable.class, IllegalArgumentException.class);
    assertThat(fake.seen()).isEmpty();
  }

  @Test
  void r01_nameServer_thatDoesNotAnswer_endsWithTheDeadline() {
    long start = System.nanoTime();
    assertThatThrownBy(() ->
            look(
                "registry.example",
                Reach.LOOPBACK,
                host -> {
                  LockSupport.parkNanos(60_000_000_000L);
                  return addresses("127.0.0.1");
                }))
        .isInstanceOf(DependencyUnavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUBLIC", "PRIVATE"})
  void r02_plainHttp_toAnotherMachine_isNotASetting(Reach reach) {
    assertThatThrownBy(() ->
            RegistrySettings.of("fake", Origin.parse("http://registry.example"), "a/b", reach))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "A/b", "a//b", "a/b?x", "a b", "a/", "/a", "a:b", "a@b"})
  void r02_repository_outOfForm_isNotASetting(String repository) {
    Origin origin = Origin.parse("https://registry.example");
    assertThatThrownBy(() -> RegistrySettings.of("fake", origin, repository, Reach.PUBLIC))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(RegistrySettings.of("fake", origin, "a/b_c.d-e", Reach.PUBLIC).tokenHosts())
        .isEqualTo(Set.of());
  }
}
