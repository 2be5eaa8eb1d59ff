package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A real OCI registry on loopback over plain HTTP, empty at start, and the few calls that put a
 * tiny image into it.
 */
final class Registry implements AutoCloseable {
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  static final String INDEX = "application/vnd.oci.image.index.v1+json";

  /** The kinds that differ in how a referrer is found. */
  enum Kind {
    /** Referrers API. */
    OLAREG,
    /**
     * Referrers API, an implementation of its own: it lists each referrer under its config's media
     * type, so that only the manifest says what it is.
     */
    GGCR,
    /** Referrers API, one more; optional, see {@code versions.env}. */
    ZOT,
    /** No referrers API (404): a client falls back to the tag {@code sha256-<hex>}. */
    DISTRIBUTION
  }

  private final Peer peer;
  private final String authority;
  private final HttpClient http;

  private Registry(Peer peer, String authority, HttpClient http) {
    this.peer = peer;
    this.authority = authority;
    this.http = http;
  }

  /** A user of {@link #startWithUsers}. */
  static final String USER = "robot";

  static final String PASSWORD = "s3cret-canary";

  /** The users of an htpasswd file, all with that password: him, and those that clouds name. */
  private static final List<String> USERS = List.of(USER, "AWS", "oauth2accesstoken");

  /** How the file ends their lines; distribution takes bcrypt alone. */
  private static final String HASH =
      ":$2y$05$abcdefghijklmnopqrstuullx5kP6GYZcFnepqhmI2H03s5Hsbhlm\n";

  /** A distribution registry that its users may use, and nobody else. */
  static Registry startWithUsers(Path directory) {
    Path users = write(directory.resolve("htpasswd"), String.join(HASH, USERS) + HASH);
    return startRestricted(directory, "{htpasswd: {realm: team, path: \"" + users + "\"}}");
  }

  /** A distribution registry over what an earlier one stored, for those with its host's tokens. */
  static Registry startWithTokens(Path directory, TokenHost tokens) {
    Path keys = write(directory.resolve("jwks.json"), tokens.jwks());
    return startRestricted(directory, tokens.registrySetting(keys.toString()));
  }

  private static Registry startRestricted(Path directory, String auth) {
    String authority = "127.0.0.1:" + Peer.freePorts(1);
    Path settings =
        write(
            directory.resolve("registry.yml"),
            """
            version: 0.1
            log: {level: warn}
            storage: {filesystem: {rootdirectory: "%s"}}
            http: {addr: "%s"}
            auth: %s
            """
                .formatted(directory.resolve("storage"), authority, auth));
    Peer peer =
        Peer.start(
            "DISTRIBUTION",
            List.of(Tools.registry().toString(), "serve", settings.toString()),
            Map.of(),
            directory.resolve("registry.log"),
            URI.create("http://" + authority + "/"));
    HttpClient http =
        HttpClient.newBuilder()
            .authenticator(
                new Authenticator() {
                  @Override
                  protected PasswordAuthentication getPasswordAuthentication() {
                    return new PasswordAuthentication(USER, PASSWORD.toCharArray());
                  }
                })
            .build();
    return new Registry(peer, authority, http);
  }

  static Registry start(Kind kind, Path directory) {
    int port = Peer.freePorts(1);
    String authority = "127.0.0.1:" + port;
    Path log = directory.resolve("registry.log");
    Path storage = directory.resolve("storage");
    List<String> words =
        switch (kind) {
          case OLAREG ->
              List.of(
                  Tools.olareg().toString(),
                  "serve",
                  "--addr",
                  "127.0.0.1",
                  "--port",
                  Integer.toString(port),
                  "--store-type",
                  "mem");
          case GGCR -> List.of(Tools.ggcr().toString(), authority);
          case ZOT ->
              List.of(
                  Tools.zot().toString(),
                  "serve",
                  write(
                          directory.resolve("zot.json"),
                          """
                          {"storage":{"rootDirectory":"%s","gc":false,"dedupe":false},
                           "http":{"address":"127.0.0.1","port":"%d"},"log":{"level":"warn"}}
                          """
                              .formatted(storage, port))
                      .toString());
          case DISTRIBUTION ->
              List.of(
                  Tools.registry().toString(),
                  "serve",
                  write(
                          directory.resolve("registry.yml"),
                          """
                          version: 0.1
                          log: {level: warn}
                          storage: {filesystem: {rootdirectory: "%s"}}
                          http: {addr: "127.0.0.1:%d"}
                          """
                              .formatted(storage, port))
                      .toString());
        };
    Peer peer =
        Peer.start(kind.name(), words, Map.of(), log, URI.create("http://" + authority + "/v2/"));
    return new Registry(peer, authority, HttpClient.newHttpClient());
  }

  /** {@code host:port}. */
  String authority() {
    return authority;
  }

  /** {@code host:port/repository@digest}, as cosign wants it. */
  String reference(String repository, String digest) {
    return authority + "/" + repository + "@" + digest;
  }

  /**
   * Pushes a one-layer image that differs from another only by its text; returns the manifest's
   * digest.
   */
  String pushImage(String repository, String text) {
    byte[] layer = text.getBytes(StandardCharsets.UTF_8);
    String layerDigest = pushBlob(repository, layer);
    byte[] config =
        """
        {"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["%s"]}}\
        """
            .formatted(layerDigest)
            .getBytes(StandardCharsets.UTF_8);
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s",\
        "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},\
        "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}\
        """
            .formatted(
                MANIFEST, pushBlob(repository, config), config.length, layerDigest, layer.length);
    return pushManifest(repository, manifest.getBytes(StandardCharsets.UTF_8));
  }

  String pushManifest(String repository, byte[] manifest) {
    return pushManifest(repository, MANIFEST, manifest);
  }

  String pushManifest(String repository, String mediaType, byte[] manifest) {
    String digest = sha256(manifest);
    HttpRequest request =
        HttpRequest.newBuilder(uri("/v2/%s/manifests/%s".formatted(repository, digest)))
            .header("Content-Type", mediaType)
            .PUT(BodyPublishers.ofByteArray(manifest))
            .build();
    expect(201, send(request));
    return digest;
  }

  /** How many bytes a manifest has. */
  int manifestSize(String repository, String digest) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(uri("/v2/%s/manifests/%s".formatted(repository, digest)))
                .header("Accept", MANIFEST)
                .build());
    expect(200, answer);
    return answer.body().getBytes(StandardCharsets.UTF_8).length;
  }

  String pushBlob(String repository, byte[] bytes) {
    String digest = sha256(bytes);
    HttpResponse<String> begun =
        send(
            HttpRequest.newBuilder(uri("/v2/%s/blobs/uploads/".formatted(repository)))
                .POST(BodyPublishers.noBody())
                .build());
    expect(202, begun);
    String location = begun.headers().firstValue("Location").orElseThrow();
    URI upload = uri("/").resolve(location);
    URI put = URI.create(upload + (upload.getRawQuery() == null ? "?" : "&") + "digest=" + digest);
    expect(
        201,
        send(
            HttpRequest.newBuilder(put)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(bytes))
                .build()));
    return digest;
  }

  /** The status of the referrers API for this digest: 404 says that there is none. */
  int referrersStatus(String repository, String digest) {
    return send(HttpRequest.newBuilder(uri("/v2/%s/referrers/%s".formatted(repository, digest)))
            .build())
        .statusCode();
  }

  @Override
  public void close() {
    peer.close();
  }

  static String sha256(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://" + authority + path);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(request + "\n" + peer.log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in " + request, e);
    }
  }

  private void expect(int status, HttpResponse<String> response) {
    if (response.statusCode() != status) {
      throw new AssertionError(response + "\n" + response.body() + "\n" + peer.log());
    }
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
