package org.stellaops.signer.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;

/**
 * Signatures a second by keys of a SoftHSM2 token: through the backend {@code pkcs11}, whose module
 * is in another process; by the JDK's provider SunPKCS11, whose module is in its own; and by {@code
 * pkcs11-tool}, a process for each. Wants {@code softhsm2-util} and {@code pkcs11-tool}.
 */
final class TokenBench {

  static final String PIN = "pin-of-the-bench";
  private static final String MODULE = "/usr/lib/softhsm/libsofthsm2.so";

  private TokenBench() {}

  static void run() throws Exception {
    Path directory = Files.createTempDirectory("token-bench");
    try {
      Files.createDirectory(directory.resolve("tokens"));
      String conf = directory.resolve("softhsm2.conf").toString();
      Files.writeString(
          Path.of(conf), "directories.tokendir = " + directory.resolve("tokens") + "\n");
      command(
          conf,
          "softhsm2-util",
          "--init-token",
          "--free",
          "--label",
          "bench",
          "--so-pin",
          PIN,
          "--pin",
          PIN);
      Map<String, Double> bare = bare(directory, conf);
      Map<String, Double> ours = ours(conf);
      System.out.println("SoftHSM2, signatures a second");
      KeysBench.print(ours, "SunPKCS11", bare);
      System.out.printf(Locale.ROOT, "  pkcs11-tool, ECDSA P-256 %7.1f%n", tool(directory, conf));
    } finally {
      KeysBench.delete(directory);
    }
  }

  private static Map<String, Double> bare(Path directory, String conf) throws IOException {
    Path settings = directory.resolve("sunpkcs11.conf");
    Files.writeString(
        settings,
        "name = bench\nlibrary = "
            + MODULE
            + "\nslotListIndex = 0\nattributes(generate, *, *) = { CKA_TOKEN = true }\n");
    Map<String, Double> rates = new LinkedHashMap<>();
    try (Child child =
        Child.start(
            Map.of("SOFTHSM2_CONF", conf), List.of(), BareToken.class, settings.toString())) {
      for (String line = child.line(); !line.equals("end"); line = child.line()) {
        int space = line.lastIndexOf(' ');
        rates.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
      }
    }
    return rates;
  }

  private static Map<String, Double> ours(String conf) throws Exception {
    Map<String, Double> rates = new LinkedHashMap<>();
    try (KeyBackend backend = backend(conf)) {
      for (BareToken.Kind kind : BareToken.Kind.values()) {
        String label = kind.name();
        command(
            conf,
            "pkcs11-tool",
            "--module",
            MODULE,
            "--token-label",
            "bench",
            "--login",
            "--pin",
            PIN,
            "--keypairgen",
            "--key-type",
            kind.toolName(),
            "--label",
            label,
            "--id",
            "0" + (1 + rates.size()));
        rates.putAll(KeysBench.rates(label, backend, new KeyUri("pkcs11:object=" + label)));
      }
    }
    return rates;
  }

  private static KeyBackend backend(String conf) {
    return KeysBench.type("pkcs11")
        .open(
            new KeyBackendOptions(
                "bench",
                Map.of(
                    "module",
                    MODULE,
                    "token",
                    "pkcs11:token=bench",
                    "sessions",
                    "8",
                    "environment",
                    "SOFTHSM2_CONF=" + conf),
                Map.of("pin", PIN::toCharArray)));
  }

  private static double tool(Path directory, String conf) throws Exception {
    Path digest = directory.resolve("digest");
    Files.write(digest, new byte[32]);
    int rounds = 20;
    long start = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      command(
          conf,
          "pkcs11-tool",
          "--module",
          MODULE,
          "--token-label",
          "bench",
          "--login",
          "--pin",
          PIN,
          "--sign",
          "--mechanism",
          "ECDSA",
          "--label",
          BareToken.Kind.ECDSA_P256.name(),
          "--input-file",
          digest.toString(),
          "--output-file",
          directory.resolve("made").toString());
    }
    return rounds / ((System.nanoTime() - start) / 1e9);
  }

  private static void command(String conf, String... words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("SOFTHSM2_CONF", conf);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(words[0] + " failed: " + said);
    }
  }
}
