package org.stellaops.signer.bench;

import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OpenBao's transit engine with a P-256 key and a file audit device, under {@code wrk}: another
 * signing service, measured in the same run. A development server, so in memory.
 */
final class OpenBao {

  private static final String TOKEN = "root";
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");

  private OpenBao() {}

  /**
   * @param microsEach processor time of one request
   */
  record Result(String version, double perSecond, double microsEach) {}

  /** Empty where {@code bao} or {@code wrk} is missing. */
  static Optional<Result> measure(int connections, int inputBytes, Duration duration)
      throws Exception {
    Optional<Path> bao = onPath("bao");
    Optional<Path> wrk = onPath("wrk");
    if (bao.isEmpty() || wrk.isEmpty()) {
      return Optional.empty();
    }
    Path directory = Files.createTempDirectory("stella-bench-bao");
    Path config = directory.resolve("c.hcl");
    Files.writeString(
        config,
        "audit \"file\" \"f\" {\n  options {\n    file_path = \""
            + directory.resolve("audit.log")
            + "\"\n  }\n}\n");
    int port = free();
    Process server =
        new ProcessBuilder(
                bao.get().toString(),
                "server",
                "-dev",
                "-dev-no-store-token",
                "-dev-root-token-id=" + TOKEN,
                "-dev-listen-address=127.0.0.1:" + port,
                "-config=" + config)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("bao.log").toFile())
            .start();
    try {
      URI origin = URI.create("http://127.0.0.1:" + port);
      set(origin.resolve("/v1/sys/mounts/transit"), "{\"type\":\"transit\"}");
      set(origin.resolve("/v1/transit/keys/k"), "{\"type\":\"ecdsa-p256\"}");
      Path script = script(directory, inputBytes);
      URI sign = origin.resolve("/v1/transit/sign/k");
      load(wrk.get(), script, sign, connections, WARM_UP);
      Duration before = processorTime(server);
      String report = load(wrk.get(), script, sign, connections, duration);
      Duration used = processorTime(server).minus(before);
      return Optional.of(
          new Result(
              version(bao.get()),
              number(RATE, report),
              used.toNanos() / 1e3 / number(COUNT, report)));
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static Optional<Path> onPath(String command) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path file = Path.of(folder, command);
      if (!folder.isEmpty() && Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** Asks until the server listens. */
  private static void set(URI place, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(place)
            .header("X-Vault-Token", TOKEN)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    for (int attempt = 0; ; attempt++) {
      try {
        int status =
            HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status / 100 == 2) {
          return;
        }
        throw new IllegalStateException(place + " answered " + status);
      } catch (java.io.IOException notYet) {
        if (attempt == 100) {
          throw notYet;
        }
        LockSupport.parkNanos(100_000_000);
      }
    }
  }

  private static Path script(Path directory, int inputBytes) throws Exception {
    String input = Base64.getEncoder().encodeToString(SampleSbom.ofSize(inputBytes));
    String body =
        "{\"input\":\""
            + input
            + "\",\"hash_algorithm\":\"sha2-256\",\"marshaling_algorithm\":\"asn1\"}";
    Path script = directory.resolve("sign.lua");
    Files.writeString(
        script,
        "wrk.method = 'POST'\nwrk.headers['X-Vault-Token'] = '"
            + TOKEN
            + "'\nwrk.body = '"
            + body
            + "'\n");
    return script;
  }

  private static String load(Path wrk, Path script, URI target, int connections, Duration duration)
      throws Exception {
    return output(
        wrk.toString(),
        "-t2",
        "-c" + connections,
        "-d" + duration.toSeconds() + "s",
        "-s",
        script.toString(),
        target.toString());
  }

  private static String version(Path bao) throws Exception {
    return output(bao.toString(), "version")
        .lines()
        .findFirst()
        .orElse("OpenBao")
        .split(" \\(", 2)[0];
  }

  private static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command[0] + " failed: " + text);
    }
    return text;
  }

  private static double number(Pattern pattern, String report) {
    Matcher found = pattern.matcher(report);
    if (!found.find()) {
      throw new IllegalStateException("no " + pattern + " in " + report);
    }
    return Double.parseDouble(found.group(1));
  }

  private static Duration processorTime(Process process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static int free() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
