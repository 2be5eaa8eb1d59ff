package org.stellaops.signer.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How long the commands and the services take from their start, as processes of their own. */
final class StartBench {

  private static final int RUNS = 9;
  private static final int SERVICES = 5;
  private static final int DOCUMENTS = 2000;
  private static final Path STELLA = Path.of("signer-cli/target/stella/bin/stella");
  private static final Path SERVER =
      Path.of("signer-http/target/stella-signer-server/bin/stella-signer-server");

  private StartBench() {}

  static void run() throws Exception {
    Path directory = Files.createTempDirectory("signer-bench-start");
    String stella = STELLA.toAbsolutePath().toString();
    Path demo = directory.resolve("demo");
    seconds(List.of(stella, "demo", "--dir", demo.toString()), 0);
    String bundle = demo.resolve("sbom.sigstore.json").toString();
    String key = demo.resolve("signer.pub").toString();
    String sbom = demo.resolve("sbom.cdx.json").toString();

    double verify = median(List.of(stella, "verify", bundle, "--key", key, "--artifact", sbom));
    print("stella verify", verify);
    Optional<String> cosign = cosign();
    if (cosign.isPresent()) {
      double other =
          median(
              List.of(
                  cosign.get(),
                  "verify-blob-attestation",
                  "--bundle",
                  bundle,
                  "--key",
                  key,
                  "--insecure-ignore-tlog",
                  "--type",
                  "https://cyclonedx.org/bom",
                  sbom));
      print("cosign verify-blob-attestation", other);
      System.out.printf(Locale.ROOT, "stella verify / cosign: %.1f%n", verify / other);
    } else {
      System.out.println("no cosign on the PATH or by signer-interop/tools/install: no ratio");
    }
    certified(stella, cosign);
    print("stella version", median(List.of(stella, "version")));
    many(stella, bundle, key, directory.resolve("many"));
    services(stella, directory);
  }

  /** With a certificate and an entry of a log, in turns, as the machine may have other work. */
  private static void certified(String stella, Optional<String> cosign) throws Exception {
    for (String name : List.of("rekor2-dsse-happy-path", "happy-path-intoto-in-dsse-v3")) {
      SampleBundle sample = SampleBundle.named(name);
      List<String> trust =
          List.of(
              "--trusted-root",
              sample.trustedRoot().toString(),
              "--certificate-identity",
              SampleBundle.IDENTITY,
              "--certificate-oidc-issuer",
              SampleBundle.ISSUER,
              "--type",
              "https://slsa.dev/provenance/v1");
      String bundle = sample.bundle().toString();
      String artifact = sample.artifact().toString();
      List<String> ours = new ArrayList<>(List.of(stella, "verify", bundle));
      ours.addAll(trust);
      ours.addAll(List.of("--artifact", artifact));
      if (cosign.isEmpty()) {
        print("stella verify " + name, median(ours));
        continue;
      }
      List<String> theirs =
          new ArrayList<>(List.of(cosign.get(), "verify-blob-attestation", "--bundle", bundle));
      theirs.addAll(trust);
      theirs.add(artifact);
      seconds(ours, 0);
      seconds(theirs, 0);
      List<Double> own = new ArrayList<>();
      List<Double> other = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        own.add(seconds(ours, 0));
        other.add(seconds(theirs, 0));
      }
      double mine = own.stream().sorted().toList().get(RUNS / 2);
      double peer = other.stream().sorted().toList().get(RUNS / 2);
      System.out.printf(
          Locale.ROOT,
          "%s: stella verify %.3f s, cosign %.3f s: %.1f times%n",
          name,
          mine,
          peer,
          mine / peer);
    }
  }

  private static void many(String stella, String bundle, String key, Path directory)
      throws Exception {
    Files.createDirectories(directory);
    for (int i = 0; i < DOCUMENTS; i++) {
      Files.copy(Path.of(bundle), directory.resolve(i + ".sigstore.json"));
    }
    for (int threads : new int[] {1, 2}) {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:ActiveProcessorCount=" + threads,
              "-cp",
              Path.of(stella).resolveSibling("../lib/stella.jar").normalize().toString(),
              "org.stellaops.signer.cli.Stella",
              "verify",
              directory.toString(),
              "--key",
              key);
      System.out.printf(
          Locale.ROOT,
          "stella verify DIR, %d thread(s): %.0f documents of %d kB a second%n",
          threads,
          DOCUMENTS / seconds(command, 0),
          Files.size(Path.of(bundle)) / 1000);
    }
  }

  private static void services(String stella, Path directory) throws Exception {
    int port = freePorts();
    Path state = directory.resolve("development");
    List<String> ours = List.of(stella, "serve", "--dev", "--dev-port", Integer.toString(port));
    print("stella serve --dev until /readyz is 200", ready(ours, port + 1));

    // The server's own configuration: that of a development service, which goes on as its peer.
    Process peer =
        started(
            List.of(
                stella,
                "serve",
                "--dev",
                "--dev-dir",
                state.toString(),
                "--dev-port",
                Integer.toString(port)));
    try {
      awaitReady(peer, port + 1);
      int server = freePorts();
      String config =
          Files.readString(state.resolve("config.yaml"))
              .replace("port: " + port + "}", "port: " + server + "}")
              .replace("port: " + (port + 1) + "}", "port: " + (server + 1) + "}")
              .replace("directory: store", "directory: " + directory.resolve("store"));
      Path file = Files.writeString(state.resolve("server.yaml"), config);
      List<String> theirs =
          List.of(SERVER.toAbsolutePath().toString(), "--config", file.toString());
      print("server distribution until /readyz is 200", ready(theirs, server + 1));
    } finally {
      stop(peer);
    }
  }

  private static double ready(List<String> command, int management) throws Exception {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < SERVICES; i++) {
      long begun = System.nanoTime();
      Process process = started(command);
      try {
        awaitReady(process, management);
        all.add((System.nanoTime() - begun) / 1e9);
      } finally {
        stop(process);
      }
    }
    return all.stream().sorted().toList().get(SERVICES / 2);
  }

  static void awaitReady(Process process, int port) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/readyz");
    while (true) {
      if (!process.isAlive()) {
        throw new IOException("the service ended with " + process.exitValue());
      }
      try {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        int status = connection.getResponseCode();
        connection.disconnect();
        if (status == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It does not listen yet.
      }
      var _ = process.waitFor(5, TimeUnit.MILLISECONDS);
    }
  }

  static void stop(Process process) throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  static Process started(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Of one run, which has to end with {@code code}. */
  static double seconds(List<String> command, int code) throws Exception {
    long begun = System.nanoTime();
    int exit = started(command).waitFor();
    double took = (System.nanoTime() - begun) / 1e9;
    if (exit != code) {
      throw new IOException(String.join(" ", command) + " ended with " + exit);
    }
    return took;
  }

  private static double median(List<String> command) throws Exception {
    seconds(command, 0);
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      all.add(seconds(command, 0));
    }
    return all.stream().sorted().toList().get(RUNS / 2);
  }

  private static void print(String what, double seconds) {
    System.out.printf(Locale.ROOT, "%s: %.3f s%n", what, seconds);
  }

  private static Optional<String> cosign() throws Exception {
    return InstalledProgram.find("cosign");
  }

  /** The first of three ports in a row that are free. */
  static int freePorts() throws IOException {
    while (true) {
      try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = first.getLocalPort();
        try (ServerSocket second = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress());
            ServerSocket third = new ServerSocket(port + 2, 1, InetAddress.getLoopbackAddress())) {
          return port;
        }
      } catch (IOException taken) {
        // Others will be free.
      }
    }
  }
}
