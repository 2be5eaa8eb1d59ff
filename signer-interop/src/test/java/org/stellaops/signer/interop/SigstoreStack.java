package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * The services of keyless signing, each the real program: Fulcio with a certificate authority of
 * its own, the log of its certificates (tesseract), Sigstore's timestamp authority, Rekor v2, and
 * an {@link IdentityProvider} whose tokens Fulcio takes. Ends with the test, and with this JVM.
 */
final class SigstoreStack implements AutoCloseable {

  /** The trust domain of the workloads that Fulcio certifies. */
  static final String TRUST_DOMAIN = "example.test";

  /** The timestamp authority shows its metrics there, whatever it is told. */
  private static final int TIMESTAMP_METRICS = 2112;

  private static final String LONG_AGO = "2024-01-01T00:00:00Z";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path directory;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final IdentityProvider identities;
  private final URI fulcio;
  private final URI timestamps;
  private final URI rekor;
  private final Peer logProgram;
  private final Peer fulcioProgram;
  private final Peer timestampProgram;
  private List<String> trustedServices = List.of();

  /** Starts all of it; its files go under {@code directory}. */
  static SigstoreStack start(Path directory) {
    return new SigstoreStack(directory);
  }

  private SigstoreStack(Path directory) {
    this.directory = directory;
    // All are looked for before one is started: a test that misses one is skipped.
    List<Path> programs =
        List.of(
            Tools.openssl(),
            Tools.fulcio(),
            Tools.tesseract(),
            Tools.timestampServer(),
            Tools.rekor(),
            Tools.cosign());
    if (programs.stream().distinct().count() != programs.size()) {
      throw new AssertionError("two programs are one: " + programs);
    }
    int first = Peer.freePorts(7);
    this.fulcio = local(first);
    this.timestamps = local(first + 1);
    this.rekor = local(first + 2);
    URI log = local(first + 3);
    try {
      identities = opened(new IdentityProvider());
      newKeys();
      CertificateFiles authority = new CertificateFiles(Files.createDirectory(file("authority")));
      logProgram = opened(startLog(log, authority));
      fulcioProgram = opened(startFulcio(authority, log, first + 4, first + 5));
      timestampProgram = opened(startTimestamps());
      opened(startRekor(first + 6));
      writeTrustedRoot(authority, log);
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T opened(T one) {
    open.push(one);
    return one;
  }

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  IdentityProvider identities() {
    return identities;
  }

  /** The workload of a tenant, as Fulcio certifies it. */
  static String workload(String tenant) {
    return "spiffe://" + TRUST_DOMAIN + "/tenant/" + tenant + "/signer";
  }

  URI fulcio() {
    return fulcio;
  }

  /** Where timestamp queries are posted. */
  URI timestamps() {
    return timestamps.resolve("/api/v1/timestamp");
  }

  /** The log, without {@code /api/v2}. */
  URI rekor() {
    return rekor;
  }

  /** A {@code trusted_root.json} of all of them. */
  Path trustedRoot() {
    return file("trusted_root.json");
  }

  /** Ends Fulcio at once: nothing in it gets to say goodbye. */
  void killFulcio() {
    fulcioProgram.kill();
  }

  /** Ends the log of certificates at once. */
  void killCertificateLog() {
    logProgram.kill();
  }

  /** Stops Fulcio where it is, or lets it go on. */
  void pauseFulcio(boolean paused) {
    String pid = Long.toString(fulcioProgram.handle().pid());
    Command.of(Path.of("kill"), "-s", paused ? "STOP" : "CONT", pid).succeed();
  }

  /** Ends the timestamp authority at once. */
  void killTimestamps() {
    timestampProgram.kill();
  }

  /** Tesseract reads RFC 5915 alone, Rekor PKCS#8. */
  private void newKeys() {
    for (String name : List.of("log", "rekor")) {
      Path sec1 = file(name + ".sec1");
      Path key = file(name + ".key");
      openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", sec1.toString());
      openssl("pkcs8", "-topk8", "-nocrypt", "-in", sec1.toString(), "-out", key.toString());
      openssl("pkey", "-in", key.toString(), "-pubout", "-out", file(name + ".pub").toString());
    }
  }

  private static void openssl(String... words) {
    Command.of(Tools.openssl(), words).succeed();
  }

  private Peer startFulcio(CertificateFiles authority, URI log, int grpcPort, int metricsPort)
      throws IOException {
    String issuer = identities.issuer();
    Files.writeString(
        file("fulcio.yaml"),
        """
        oidc-issuers:
          ISSUER:
            issuer-url: ISSUER
            client-id: AUDIENCE
            type: spiffe
            spiffe-trust-domain: DOMAIN
        """
            .replace("ISSUER", issuer)
            .replace("AUDIENCE", IdentityProvider.AUDIENCE)
            .replace("DOMAIN", TRUST_DOMAIN));
    return Peer.start(
        "fulcio",
        List.of(
            Tools.fulcio().toString(),
            "serve",
            "--ca=fileca",
            "--fileca-cert=" + authority.chain(),
            "--fileca-key=" + authority.key(),
            "--fileca-key-passwd=" + CertificateFiles.PASSWORD,
            "--fileca-watch=false",
            "--ct-log-url=" + log,
            "--ct-log-public-key-path=" + file("log.pub"),
            "--host=127.0.0.1",
            "--port=" + fulcio.getPort(),
            "--grpc-host=127.0.0.1",
            "--grpc-port=" + grpcPort,
            "--metrics-port=" + metricsPort,
            "--legacy-unix-domain-socket=" + file("fulcio.sock"),
            "--config-path=" + file("fulcio.yaml")),
        Map.of(),
        file("fulcio.log"),
        fulcio.resolve("/api/v2/trustBundle"));
  }

  private Peer startLog(URI log, CertificateFiles authority) {
    return Peer.start(
        "tesseract",
        List.of(
            Tools.tesseract().toString(),
            "--private_key=" + file("log.sec1"),
            "--origin=tesseract",
            "--storage_dir=" + file("log"),
            "--roots_pem_file=" + authority.root(),
            "--ext_key_usages=CodeSigning",
            // A certificate waits for the checkpoint after it.
            "--checkpoint_interval=200ms",
            "--batch_max_age=50ms",
            "--http_endpoint=" + log.getAuthority()),
        Map.of(),
        file("tesseract.log"),
        log.resolve("/ct/v1/get-roots"));
  }

  private Peer startTimestamps() {
    if (!Peer.isFree(TIMESTAMP_METRICS)) {
      throw new AssertionError(
          "port " + TIMESTAMP_METRICS + " is taken: timestamp-server needs it");
    }
    return Peer.start(
        "timestamp-server",
        List.of(
            Tools.timestampServer().toString(),
            "serve",
            "--host=127.0.0.1",
            "--port=" + timestamps.getPort(),
            "--timestamp-signer=memory",
            "--disable-ntp-monitoring"),
        Map.of(),
        file("timestamp-server.log"),
        timestamps.resolve("/ping"));
  }

  private Peer startRekor(int grpcPort) {
    return Peer.start(
        "rekor",
        List.of(
            Tools.rekor().toString(),
            "serve",
            "--http-address=127.0.0.1",
            "--http-port=" + rekor.getPort(),
            "--grpc-address=127.0.0.1",
            "--grpc-port=" + grpcPort,
            "--http-metrics-port=0",
            "--hostname=localhost",
            "--storage-dir=" + file("rekor"),
            "--signer-filepath=" + file("rekor.key"),
            "--checkpoint-interval=1s"),
        Map.of(),
        file("rekor.log"),
        rekor.resolve("/healthz"));
  }

  private void writeTrustedRoot(CertificateFiles authority, URI log) throws IOException {
    Files.writeString(file("tsa.pem"), get(timestamps.resolve("/api/v1/timestamp/certchain")));
    trustedServices =
        List.of(
            "--fulcio=url=" + fulcio + ",certificate-chain=" + authority.chain(),
            "--tsa=url=" + timestamps() + ",certificate-chain=" + file("tsa.pem"),
            // Verifiers take the host of this URL for the checkpoint's origin.
            "--rekor=url=http://localhost:"
                + rekor.getPort()
                + ",public-key="
                + file("rekor.pub")
                + ",start-time="
                + LONG_AGO
                + ",origin=localhost",
            "--ctfe=url=" + log + ",public-key=" + file("log.pub") + ",start-time=" + LONG_AGO);
    new Cosign(directory)
        .command("trusted-root", "create", "--out=" + trustedRoot())
        .with(trustedServices.toArray(String[]::new))
        .succeed();
  }

  /** The services as {@code trusted-root create} of cosign and {@code stella} names them. */
  List<String> trustedServices() {
    return trustedServices;
  }

  private static String get(URI url) throws IOException {
    try {
      HttpResponse<String> answer =
          HTTP.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(url + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
