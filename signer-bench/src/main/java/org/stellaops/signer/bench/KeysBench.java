package org.stellaops.signer.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.kms.keystore.PemKeys;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendType;
import org.stellaops.signer.ports.SigningKey;

/**
 * Signatures a second by backend and algorithm, each beside the backend's own tool: a key file
 * beside {@code openssl speed}; a token and AWS KMS, by SoftHSM2 and local-kms, where those are on
 * the PATH. What has no tool beside it stands alone.
 */
final class KeysBench {

  static final PreAuthEncoding MESSAGE = PreAuthEncoding.of("t", Bytes.adopt(new byte[512]));

  /** A rate of {@code openssl speed -mr}: the kind of key, a number, its bits and signatures. */
  private static final Pattern SPEED =
      Pattern.compile("\\+F(\\d):\\d+:(\\d+)(?::Ed25519)?:([0-9.]+):[0-9.]+");

  private KeysBench() {}

  static void run() throws Exception {
    inFiles();
    if (isOnPath("softhsm2-util") && isOnPath("pkcs11-tool")) {
      TokenBench.run();
    } else {
      System.out.println("no softhsm2-util or pkcs11-tool on the PATH: no token");
    }
    if (isOnPath("local-kms")) {
      AwsBench.run();
    } else {
      System.out.println("no local-kms on the PATH: no AWS KMS");
    }
  }

  /** How a kind of key is made here, and how openssl names it. */
  private enum Kind {
    ECDSA_P256("EC", "secp256r1", SignatureAlgorithm.ECDSA_P256_SHA256, "4 256"),
    ECDSA_P384("EC", "secp384r1", SignatureAlgorithm.ECDSA_P384_SHA384, "4 384"),
    ECDSA_P521("EC", "secp521r1", SignatureAlgorithm.ECDSA_P521_SHA512, "4 521"),
    ED25519("Ed25519", null, SignatureAlgorithm.ED25519, "6 253"),
    RSA_2048("RSA", "2048", SignatureAlgorithm.RSA_PKCS1_SHA256, "2 2048"),
    RSA_3072("RSA", "3072", SignatureAlgorithm.RSA_PKCS1_SHA256, "2 3072"),
    RSA_4096("RSA", "4096", SignatureAlgorithm.RSA_PKCS1_SHA256, "2 4096"),
    RSA_2048_PSS("RSA", "2048", SignatureAlgorithm.RSA_PSS_SHA256, ""),
    ML_DSA_44("ML-DSA-44", null, SignatureAlgorithm.ML_DSA_44, ""),
    ML_DSA_65("ML-DSA-65", null, SignatureAlgorithm.ML_DSA_65, ""),
    ML_DSA_87("ML-DSA-87", null, SignatureAlgorithm.ML_DSA_87, "");

    private final String family;
    private final @Nullable String parameter;
    private final SignatureAlgorithm algorithm;
    private final String speed;

    Kind(String family, @Nullable String parameter, SignatureAlgorithm algorithm, String speed) {
      this.family = family;
      this.parameter = parameter;
      this.algorithm = algorithm;
      this.speed = speed;
    }

    private PrivateKey generate() throws Exception {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
      if (parameter != null && family.equals("EC")) {
        generator.initialize(new ECGenParameterSpec(parameter));
      } else if (parameter != null) {
        generator.initialize(Integer.parseInt(parameter));
      }
      return generator.generateKeyPair().getPrivate();
    }
  }

  private static void inFiles() throws Exception {
    Map<String, Double> openssl = isOnPath("openssl") ? speed() : Map.of();
    Path directory = Files.createTempDirectory("keys-bench");
    try {
      System.out.println("key files, signatures a second on one thread");
      for (Kind kind : Kind.values()) {
        Path file = directory.resolve(kind + ".pem");
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, pem(kind.generate()));
        try (PemKeys keys = PemKeys.open(file, Optional.empty())) {
          SigningKey key = keys.open(new KeyUri(PemKeys.KEY), kind.algorithm, soon());
          double rate = Rate.of(1, () -> () -> key.sign(MESSAGE, () -> {}, soon()));
          Double beside = openssl.get(kind.speed);
          if (beside == null) {
            System.out.printf(Locale.ROOT, "  %-24s %7.0f%n", kind, rate);
          } else {
            print(Map.of(kind.name(), rate), "openssl", Map.of(kind.name(), beside));
          }
        }
      }
    } finally {
      delete(directory);
    }
  }

  /** What openssl signs a second, by kind of key and bits. */
  private static Map<String, Double> speed() throws IOException {
    Process speed =
        new ProcessBuilder(
                "openssl",
                "speed",
                "-mr",
                "-seconds",
                "4",
                "ecdsap256",
                "ecdsap384",
                "ecdsap521",
                "ed25519",
                "rsa2048",
                "rsa3072",
                "rsa4096")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Map<String, Double> rates = new LinkedHashMap<>();
    Matcher each =
        SPEED.matcher(new String(speed.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    while (each.find()) {
      rates.put(each.group(1) + " " + each.group(2), Double.parseDouble(each.group(3)));
    }
    return rates;
  }

  private static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  static KeyBackendType type(String name) {
    return ServiceLoader.load(KeyBackendType.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Rates of a key at each number of threads, by what they are. */
  static Map<String, Double> rates(String what, KeyBackend backend, KeyUri uri) throws Exception {
    SigningKey key = backend.open(uri, null, soon());
    Map<String, Double> rates = new LinkedHashMap<>();
    for (int threads : List.of(1, 4, 8)) {
      rates.put(
          what(what, threads), Rate.of(threads, () -> () -> key.sign(MESSAGE, () -> {}, soon())));
    }
    return rates;
  }

  static String what(String kind, int threads) {
    return kind + ", " + threads + " at a time";
  }

  static void print(Map<String, Double> ours, String tool, Map<String, Double> its) {
    ours.forEach((what, rate) ->
        System.out.printf(
            Locale.ROOT,
            "  %-24s %7.0f   %s %7.0f   %.2f%n",
            what,
            rate,
            tool,
            its.getOrDefault(what, Double.NaN),
            rate / its.getOrDefault(what, Double.NaN)));
  }

  static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static boolean isOnPath(String program) {
    return Pattern.compile(java.io.File.pathSeparator)
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }
}
