package org.stellaops.signer.oci.workload;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.MetadataService.Place;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.OutboundObserver;
import org.stellaops.signer.outbound.OutboundSettings;
import org.stellaops.signer.outbound.Reach;

/**
 * A fake of the services of a cloud, on one port of this machine, and the network that leads to it
 * whatever service is asked. It answers as a test says, and remembers what it was asked.
 */
final class FakeCloud implements CloudNetwork {

  static {
    // On JDK 17 each answer would otherwise wait 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** Of every access key that Amazon knows. */
  static final String SECRET = "canary/secret/of/the/key";

  /** A service to which requests are signed. */
  private static final Pattern SIGNED =
      Pattern.compile("https://(api\\.ecr\\.([a-z0-9-]+)\\.amazonaws\\.com)");

  private static final Answer UNSIGNED =
      new Answer(400, Map.of(), Bytes.utf8("{\"__type\":\"InvalidSignatureException\"}"));

  private static final String SERVICE = "x-fake-service";

  /** One request as it came. */
  record Seen(
      String method, String service, String target, Map<String, String> headers, String body) {

    /** What the test cares for first. */
    String line() {
      return method + " " + service + target;
    }

    Map<String, String> form() {
      Map<String, String> fields = new HashMap<>();
      for (String field : body.split("&")) {
        int equals = field.indexOf('=');
        fields.put(
            field.substring(0, equals),
            URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
      }
      return fields;
    }
  }

  private record Answer(int status, Map<String, String> headers, Bytes body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Map<String, String> changes = new ConcurrentHashMap<>();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final Outbound outbound =
      new Outbound(Reach.LOOPBACK, OutboundSettings.standard(), OutboundObserver.SILENT);

  FakeCloud() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** From now on {@code service}, as {@code https://host/path}, answers so. */
  FakeCloud answers(String service, int status, String body, String... headers) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    answers.put(service, new Answer(status, all, Bytes.utf8(body)));
    return this;
  }

  List<Seen> seen() {
    return seen;
  }

  Seen only(String line) {
    List<Seen> found = seen.stream().filter(each -> each.line().equals(line)).toList();
    if (found.size() != 1) {
      throw new AssertionError(line + " was asked " + found.size() + " times: " + seen);
    }
    return found.get(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    String service = headers.get(SERVICE);
    String target = exchange.getRequestURI().toString();
    byte[] body = exchange.getRequestBody().readAllBytes();
    seen.add(
        new Seen(
            exchange.getRequestMethod(),
            service,
            target,
            headers,
            new String(body, StandardCharsets.UTF_8)));
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Matcher signed = SIGNED.matcher(service);
    boolean accepted =
        !signed.matches()
            || FakeSignatureCheck.accepts(
                exchange.getRequestMethod(),
                signed.group(1),
                signed.group(2) + "/ecr",
                exchange.getRequestHeaders(),
                body,
                SECRET);
    @Nullable Answer answer =
        accepted ? answers.get(service + exchange.getRequestURI().getPath()) : UNSIGNED;
    try (exchange) {
      if (answer == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      answer.headers().forEach(exchange.getResponseHeaders()::add);
      exchange.sendResponseHeaders(
          answer.status(), answer.body().isEmpty() ? -1 : answer.body().size());
      answer.body().writeTo(exchange.getResponseBody());
    }
  }

  /** From now on a header has another value when it comes in. */
  void change(String header, String value) {
    changes.put(header, value);
  }

  /** From now on requests are read and not answered. */
  void hang() {
    gate = new CountDownLatch(1);
  }

  void goOn() {
    gate.countDown();
  }

  /** From now on nobody answers. */
  void stop() {
    server.stop(0);
  }

  private Origin here() {
    return new Origin(false, "127.0.0.1", server.getAddress().getPort());
  }

  private Map<String, String> naming(Origin service, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(changes);
    all.put(SERVICE, service.toString());
    return all;
  }

  @Override
  public HttpAnswer post(
      Origin service,
      String target,
      Outbound.Content content,
      Map<String, String> headers,
      Deadline deadline)
      throws IOException {
    return outbound.post(here(), target, content, naming(service, headers), 64 << 10, deadline);
  }

  @Override
  public HttpAnswer metadata(
      Place place, String target, Map<String, String> headers, Deadline deadline)
      throws IOException {
    return outbound.get(here(), target, naming(place.origin(), headers), 64 << 10, deadline);
  }

  @Override
  public HttpAnswer putMetadata(
      Place place, String target, Map<String, String> headers, Deadline deadline)
      throws IOException {
    Outbound.Content nothing = new Outbound.Content("", Bytes.empty());
    return outbound.put(
        here(), target, nothing, naming(place.origin(), headers), 64 << 10, deadline);
  }

  @Override
  public void close() {
    outbound.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
