package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.ports.KeyBackend;
import org.stellaops.signer.ports.KeyBackendOptions;
import org.stellaops.signer.ports.KeyBackendType;
import org.stellaops.signer.testkit.signing.KeyPairs;

/** A token of SoftHSM2 in a directory of its own, whose keys pkcs11-tool makes. */
final class SoftHsm implements AutoCloseable {

  static final String PIN = "pin-of-the-test-token";
  private static final String SO_PIN = "so-pin-of-the-test-token";
  private static final AtomicInteger SERIAL = new AtomicInteger();

  private final Path directory;
  private final String label = "stella-" + SERIAL.incrementAndGet();
  private final AtomicInteger keys = new AtomicInteger();
  private final Map<String, PublicKey> publicKeys = new ConcurrentHashMap<>();

  SoftHsm(Path parent) {
    try {
      directory = Files.createTempDirectory(parent, "softhsm");
      Files.createDirectories(directory.resolve("tokens"));
      Files.writeString(
          directory.resolve("softhsm2.conf"),
          "directories.tokendir = "
              + directory.resolve("tokens")
              + "\nobjectstore.backend = file\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(
        Tools.softHsmUtil(),
        List.of("--init-token", "--free", "--label", label, "--so-pin", SO_PIN, "--pin", PIN));
  }

  private String run(Path program, List<String> arguments) {
    Command.Outcome outcome =
        Command.of(program, arguments.toArray(String[]::new)).env("SOFTHSM2_CONF", conf()).run();
    if (outcome.exit() != 0) {
      throw new AssertionError(program + " " + arguments + ": " + outcome);
    }
    return outcome.text();
  }

  String conf() {
    return directory.resolve("softhsm2.conf").toString();
  }

  Path tokens() {
    return directory.resolve("tokens");
  }

  String token() {
    return "pkcs11:token=" + label;
  }

  /** Where the keys are, as a configuration says it. */
  KeyBackend open(String pin) {
    return open(Tools.softHsmModule(), token(), pin, 4, Map.of());
  }

  /** The same through another module, which finds these variables. */
  KeyBackend open(
      Path module, String token, String pin, int sessions, Map<String, String> variables) {
    StringBuilder environment = new StringBuilder("SOFTHSM2_CONF=" + conf());
    variables.forEach(
        (name, value) -> environment.append('\n').append(name).append('=').append(value));
    return type()
        .open(
            new KeyBackendOptions(
                "hsm",
                Map.of(
                    "module",
                    module.toString(),
                    "token",
                    token,
                    "sessions",
                    Integer.toString(sessions),
                    "callTime",
                    "5000",
                    "environment",
                    environment.toString()),
                Map.of("pin", pin::toCharArray)));
  }

  static KeyBackendType type() {
    return ServiceLoader.load(KeyBackendType.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(each -> each.name().equals("pkcs11"))
        .findFirst()
        .orElseThrow();
  }

  /** Makes a key pair and returns its label. */
  String newKey(SignatureAlgorithm algorithm) {
    String name = "key-" + keys.incrementAndGet();
    make(name, algorithm);
    return name;
  }

  /** Makes a P-256 pair whose private key wants its PIN for each signature; returns its label. */
  String newKeyWithPinEachTime() {
    String name = "key-" + keys.incrementAndGet();
    generate(name, "EC:secp256r1", "--always-auth");
    return name;
  }

  private void make(String name, SignatureAlgorithm algorithm) {
    switch (algorithm) {
      case ECDSA_P256_SHA256 -> generate(name, "EC:secp256r1");
      case RSA_PKCS1_SHA256, RSA_PSS_SHA256 -> generate(name, "rsa:2048");
      case ECDSA_P384_SHA384, ECDSA_P521_SHA512, ED25519 ->
          bring(name, KeyPairs.generate(algorithm));
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
          throw new IllegalArgumentException("SoftHSM2 has no " + algorithm);
    }
  }

  private void generate(String name, String type, String... more) {
    tool(
        Stream.concat(
                Stream.of("--keypairgen", "--key-type", type, "--label", name, "--id", id(name)),
                Stream.of(more))
            .toArray(String[]::new));
    publicKeys.put(name, read(name));
  }

  /** pkcs11-tool 0.23 cannot show keys of these kinds, so such a key is made elsewhere. */
  private void bring(String name, KeyPair pair) {
    Path file = directory.resolve(name + ".pem");
    try {
      Files.writeString(
          file,
          "-----BEGIN PRIVATE KEY-----\n"
              + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
              + "\n-----END PRIVATE KEY-----\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(
        Tools.softHsmUtil(),
        List.of(
            "--import",
            file.toString(),
            "--token",
            label,
            "--label",
            name,
            "--id",
            id(name),
            "--pin",
            PIN));
    publicKeys.put(name, pair.getPublic());
  }

  private static String id(String name) {
    return HexFormat.of().formatHex(name.getBytes(StandardCharsets.US_ASCII));
  }

  void deleteKey(String name) {
    tool("--delete-object", "--type", "privkey", "--label", name);
    tool("--delete-object", "--type", "pubkey", "--label", name);
  }

  void swapKey(String name, SignatureAlgorithm algorithm) {
    deleteKey(name);
    make(name, algorithm);
  }

  /** The public key as another program reads or made it. */
  PublicKey publicKey(String name) {
    return publicKeys.get(name);
  }

  private PublicKey read(String name) {
    Path file = directory.resolve(name + ".der");
    tool("--read-object", "--type", "pubkey", "--label", name, "--output-file", file.toString());
    try {
      byte[] der = Files.readAllBytes(file);
      for (String family : List.of("EC", "RSA")) {
        try {
          return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException another) {
          continue;
        }
      }
      throw new AssertionError("no public key: " + HexFormat.of().formatHex(der));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String tool(String... arguments) {
    return run(
        Tools.pkcs11Tool(),
        Stream.concat(
                Stream.of(
                    "--module",
                    Tools.softHsmModule().toString(),
                    "--token-label",
                    label,
                    "--login",
                    "--pin",
                    PIN),
                Stream.of(arguments))
            .toList());
  }

  static KeyUri uri(String name) {
    return new KeyUri("pkcs11:object=" + name);
  }

  static String name(KeyUri uri) {
    return uri.value().substring("pkcs11:object=".length());
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
