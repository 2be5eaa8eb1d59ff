package org.stellaops.signer.bench;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Locale;

/** A process that signs by the JDK's own provider of tokens, for {@link TokenBench}. */
final class BareToken {

  static final List<Integer> THREADS = List.of(1, 4, 8);

  private BareToken() {}

  /** A key, and how it is used on a digest that is there already. */
  enum Kind {
    ECDSA_P256("EC:secp256r1", "NONEwithECDSA", 32),
    RSA_2048("rsa:2048", "NONEwithRSA", 51);

    private final String toolName;
    private final String signature;
    private final int input;

    Kind(String toolName, String signature, int input) {
      this.toolName = toolName;
      this.signature = signature;
      this.input = input;
    }

    String toolName() {
      return toolName;
    }

    private KeyPair generate(Provider provider) throws Exception {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(this == ECDSA_P256 ? "EC" : "RSA", provider);
      if (this == ECDSA_P256) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    }
  }

  public static void main(String[] arguments) throws Exception {
    Provider provider = Security.getProvider("SunPKCS11").configure(arguments[0]);
    KeyStore.getInstance("PKCS11", provider).load(null, TokenBench.PIN.toCharArray());
    for (Kind kind : Kind.values()) {
      KeyPair pair = kind.generate(provider);
      for (int threads : THREADS) {
        double rate =
            Rate.of(
                threads,
                () -> {
                  Signature signature = Signature.getInstance(kind.signature, provider);
                  byte[] input = new byte[kind.input];
                  return () -> {
                    signature.initSign(pair.getPrivate());
                    signature.update(input);
                    signature.sign();
                  };
                });
        System.out.printf(Locale.ROOT, "%s %.3f%n", KeysBench.what(kind.name(), threads), rate);
      }
    }
    System.out.println("end");
  }
}
