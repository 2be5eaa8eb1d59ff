package org.stellaops.signer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.bootstrap.config.ServerSettings.Connections;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;
import org.stellaops.signer.http.connection.TlsContext;

class TlsListenerTest {

  private static final String PASSWORD = "only-for-this-test";

  @TempDir static Path folder;
  private static Path store;

  @BeforeAll
  static void makeKey() throws Exception {
    store = folder.resolve("listener.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "listener",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=DNS:localhost,IP:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
  }

  @Test
  void listener_withPkcs12_servesTls() throws Exception {
    try (RunningShell running = shell(pkcs12(PASSWORD))) {
      assertThat(overTls(running, "TLSv1.3").statusCode()).isEqualTo(200);
      assertThat(overTls(running, "TLSv1.2").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void listener_withPem_servesTls() throws Exception {
    KeyStore keys = open();
    Path chain = folder.resolve("chain.pem");
    Path key = folder.resolve("key.pem");
    writePem(chain, "CERTIFICATE", keys.getCertificate("listener").getEncoded());
    writePem(key, "PRIVATE KEY", keys.getKey("listener", PASSWORD.toCharArray()).getEncoded());

    try (RunningShell running = shell(new TlsFiles.Pem(chain, key))) {
      assertThat(overTls(running, "TLSv1.3").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void listener_withTls_refusesPlainHttp() throws Exception {
    try (RunningShell running = shell(pkcs12(PASSWORD));
        RawConnection connection = new RawConnection(running.shell.port())) {
      connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(connection.readReply()).doesNotStartWith("HTTP/1.1 200");
    }
  }

  @Test
  void h01_halfOpenHandshake_isClosed() throws Exception {
    Connections limits =
        new Connections(
            8192,
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            1024,
            Duration.ofSeconds(5),
            10,
            Duration.ofSeconds(1));
    try (RunningShell running = new RunningShell(limits, pkcs12(PASSWORD));
        RawConnection connection = new RawConnection(running.shell.port())) {
      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void listener_wrongPassword_stopsTheStartWithoutIt() {
    assertThatThrownBy(() -> shell(pkcs12("wrong-word")))
        .hasStackTraceContaining("listener.p12")
        .satisfies(e -> assertThat(e.toString()).doesNotContain("wrong-word"));
  }

  @Test
  void listener_withOneBadFileOfAPair_namesThatOne() throws Exception {
    KeyStore keys = open();
    Path chain = folder.resolve("good-chain.pem");
    Path key = folder.resolve("good-key.pem");
    Path bad = Files.writeString(folder.resolve("bad.pem"), "nothing of use");
    writePem(chain, "CERTIFICATE", keys.getCertificate("listener").getEncoded());
    writePem(key, "PRIVATE KEY", keys.getKey("listener", PASSWORD.toCharArray()).getEncoded());

    for (TlsFiles.Pem pair :
        List.of(
            new TlsFiles.Pem(chain, bad),
            new TlsFiles.Pem(chain, chain),
            new TlsFiles.Pem(bad, key),
            new TlsFiles.Pem(folder.resolve("absent.pem"), key))) {
      Path wrong = pair.key().equals(key) ? pair.chain() : pair.key();
      assertThatThrownBy(() -> TlsContext.of(pair))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(wrong.toString());
    }
  }

  private static RunningShell shell(TlsFiles tls) {
    return new RunningShell(RunningShell.standard(), tls);
  }

  private TlsFiles.Pkcs12 pkcs12(String password) {
    return new TlsFiles.Pkcs12(
        store, Secret.parse("env:PASSWORD", folder, Map.of("PASSWORD", password)));
  }

  private HttpResponse<String> overTls(RunningShell running, String protocol) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(open());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {protocol});
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(context).sslParameters(parameters).build()) {
      return client.send(
          HttpRequest.newBuilder(
                  URI.create("https://127.0.0.1:" + running.shell.port() + "/healthz"))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private KeyStore open() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("peer", keys.getCertificate("listener"));
    keys.setCertificateEntry("peer", trusted.getCertificate("peer"));
    return keys;
  }

  private static void writePem(Path file, String label, byte[] der) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(
          ("-----BEGIN "
                  + label
                  + "-----\n"
                  + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                  + "\n-----END "
                  + label
                  + "-----\n")
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
  }
}
