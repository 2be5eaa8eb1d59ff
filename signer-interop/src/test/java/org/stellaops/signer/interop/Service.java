package org.stellaops.signer.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.DevelopmentKit;

/** The real {@code stella serve} as a process of its own, with a development Authority. */
final class Service implements AutoCloseable {
  private final Peer peer;
  private final URI origin;
  private final DevelopmentKit.@Nullable Development authority;

  private Service(Peer peer, URI origin, DevelopmentKit.@Nullable Development authority) {
    this.peer = peer;
    this.origin = origin;
    this.authority = authority;
  }

  /**
   * {@code serve --dev}, everything kept under {@code state}. Ready, so that no test meets a
   * service that has yet to fetch its issuers' keys.
   */
  static Service development(Path state, int port) {
    return development(List.of(), state, port);
  }

  /**
   * @param wrapper a program and its options that starts the service
   * @param port the first of three
   */
  static Service development(List<String> wrapper, Path state, int port) {
    List<String> words = new ArrayList<>(wrapper);
    words.addAll(
        List.of(
            Tools.stella().toString(),
            "serve",
            "--dev",
            "--dev-dir",
            state.toString(),
            "--dev-port",
            Integer.toString(port)));
    Path log = state.resolveSibling(state.getFileName() + ".log");
    return start(words, Map.of(), log, port, at(port + 1).resolve("/readyz"), null);
  }

  /**
   * {@code serve --config} with the development configuration, in which {@code releases} stands in
   * place of the section of that name. Authority and Licensing run in this process.
   */
  static Service configured(Path state, String releases) {
    return configured(
        state,
        development -> development.substring(0, development.indexOf("\nreleases:") + 1) + releases);
  }

  /**
   * {@code serve --config} with what {@code edited} makes of the development configuration.
   * Authority and Licensing run in this process.
   */
  static Service configured(Path state, UnaryOperator<String> edited) {
    return configured(state, Map.of(), edited);
  }

  /**
   * @param environment variables of the service besides those of this process
   */
  static Service configured(
      Path state, Map<String, String> environment, UnaryOperator<String> edited) {
    int port = Peer.freePorts(2);
    DevelopmentKit.Development development = authority(state, port);
    try {
      String text = Files.readString(development.configFile());
      Path file = state.resolve("service.yaml");
      Files.writeString(file, edited.apply(text));
      return start(
          List.of(Tools.stella().toString(), "serve", "--config", file.toString()),
          environment,
          state.resolve("service.log"),
          port,
          at(port).resolve("/healthz"),
          development);
    } catch (IOException e) {
      development.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      development.close();
      throw e;
    }
  }

  private static DevelopmentKit.Development authority(Path state, int port) {
    try {
      return DevelopmentKit.find()
          .orElseThrow()
          .start(state, new DevelopmentKit.Ports(port, port + 1, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Service start(
      List<String> words,
      Map<String, String> environment,
      Path log,
      int port,
      URI ready,
      DevelopmentKit.@Nullable Development authority) {
    return new Service(Peer.start("stella", words, environment, log, ready), at(port), authority);
  }

  private static URI at(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  URI origin() {
    return origin;
  }

  /** The same service by another name of its host, which its configuration has. */
  Service named(String host) {
    return new Service(peer, URI.create("http://" + host + ":" + origin.getPort()), authority);
  }

  /** Readiness and metrics. */
  URI management() {
    return at(origin.getPort() + 1);
  }

  /**
   * What it answers to whoever watches it: the status, a space, and the body.
   *
   * @param path {@code /readyz} or {@code /metrics}
   */
  String watched(String path) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(management().resolve(path)).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The Authority, found as any client finds it (RFC 9728). */
  URI authority() {
    try (HttpClient http = HttpClient.newHttpClient()) {
      JsonNode metadata =
          new ObjectMapper()
              .readTree(
                  http.send(
                          HttpRequest.newBuilder(
                                  origin.resolve("/.well-known/oauth-protected-resource"))
                              .build(),
                          HttpResponse.BodyHandlers.ofString())
                      .body());
      return URI.create(metadata.get("authorization_servers").get(0).textValue());
    } catch (IOException e) {
      throw new UncheckedIOException(log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  String log() {
    return peer.log();
  }

  /** Whether the process is there still. */
  boolean isAlive() {
    return peer.handle().isAlive();
  }

  /** Sends a signal to the launcher, as a person would. */
  void signal(String name) {
    Command.of(Path.of("kill"), "-s", name, Long.toString(peer.handle().pid())).succeed();
  }

  /** SIGKILL. */
  void kill() {
    peer.kill();
  }

  /** SIGTERM; true when the service ended by itself. */
  boolean stop() {
    return peer.stop(Duration.ofSeconds(35));
  }

  @Override
  public void close() {
    peer.close();
    if (authority != null) {
      authority.close();
    }
  }
}
