package org.stellaops.signer.kms.keystore;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.ECGenParameterSpec;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.testkit.signing.KeyPairs;

/** BC-FIPS in approved-only mode, as an adapter is handed it. */
final class ModuleForTests {

  static final Set<SignatureAlgorithm> ALGORITHMS =
      EnumSet.of(
          SignatureAlgorithm.ECDSA_P256_SHA256,
          SignatureAlgorithm.ECDSA_P384_SHA384,
          SignatureAlgorithm.ECDSA_P521_SHA512,
          SignatureAlgorithm.RSA_PKCS1_SHA256,
          SignatureAlgorithm.RSA_PSS_SHA256);

  static final CryptoModule MODULE = new CryptoModule(provider(), ALGORITHMS);

  private ModuleForTests() {}

  private static Provider provider() {
    System.setProperty("org.bouncycastle.fips.approved_only", "true");
    String directory =
        Objects.requireNonNull(
            System.getProperty("stella.fips.library"), "stella.fips.library, which Maven sets");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(directory), "*.jar")) {
      URL jar = jars.iterator().next().toUri().toURL();
      ClassLoader loader =
          new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
      return (Provider)
          Class.forName("org.bouncycastle.jcajce.provider.BouncyCastleFipsProvider", true, loader)
              .getConstructor()
              .newInstance();
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A pair whose encoding has what the module reads: of EC keys the public key too. */
  static KeyPair pair(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case ECDSA_P256_SHA256 -> ec("secp256r1");
      case ECDSA_P384_SHA384 -> ec("secp384r1");
      case ECDSA_P521_SHA512 -> ec("secp521r1");
      default -> KeyPairs.generate(algorithm);
    };
  }

  static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", MODULE.provider());
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
