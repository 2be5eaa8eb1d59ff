package org.stellaops.signer.verify.material;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.OperatorCreationException;

/** Verifies the ECDSA signatures of CMS messages under one key, each once. */
final class EcdsaOnce implements ContentVerifierProvider {

  private static final Map<ASN1ObjectIdentifier, String> ALGORITHMS =
      Map.of(
          X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
          X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
          X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA");

  private final ECPublicKey key;
  private final Provider provider;

  EcdsaOnce(ECPublicKey key, Provider provider) {
    this.key = key;
    this.provider = provider;
  }

  @Override
  public boolean hasAssociatedCertificate() {
    return false;
  }

  @Override
  public X509CertificateHolder getAssociatedCertificate() {
    throw new IllegalStateException("a key is in no certificate");
  }

  @Override
  public ContentVerifier get(AlgorithmIdentifier algorithm) throws OperatorCreationException {
    String name = ALGORITHMS.get(algorithm.getAlgorithm());
    if (name == null) {
      throw new OperatorCreationException("no algorithm of ECDSA: " + algorithm.getAlgorithm());
    }
    try {
      Signature signature = Signature.getInstance(name, provider);
      signature.initVerify(key);
      return new Once(algorithm, signature);
    } catch (GeneralSecurityException e) {
      throw new OperatorCreationException("the key verifies nothing", e);
    }
  }

  private record Once(AlgorithmIdentifier algorithm, Signature signature)
      implements ContentVerifier {

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return algorithm;
    }

    @Override
    public OutputStream getOutputStream() {
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          try {
            signature.update(bytes, offset, length);
          } catch (SignatureException e) {
            throw new IOException(e);
          }
        }
      };
    }

    @Override
    public boolean verify(byte[] expected) {
      try {
        return signature.verify(expected);
      } catch (SignatureException e) {
        return false;
      }
    }
  }
}
