package org.stellaops.signer.bench;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts ECDSA calls on their way to the platform's own provider. */
final class CountingProvider extends Provider {

  private static final long serialVersionUID = 1L;
  private static final List<String> ALGORITHMS =
      List.of("SHA256withECDSA", "SHA256withECDSAinP1363Format");

  private final transient LongAdder verified = new LongAdder();
  private final transient LongAdder signed = new LongAdder();

  CountingProvider() {
    super("Counting", "1", "counts, then asks SunEC");
    for (String algorithm : ALGORITHMS) {
      putService(
          new Service(this, "Signature", algorithm, Counted.class.getName(), List.of(), null) {
            @Override
            public Object newInstance(Object parameter) {
              return new Counted(algorithm);
            }
          });
    }
  }

  long verified() {
    return verified.sum();
  }

  long signed() {
    return signed.sum();
  }

  private final class Counted extends SignatureSpi {

    private final Signature inner;

    Counted(String algorithm) {
      try {
        inner = Signature.getInstance(algorithm, "SunEC");
      } catch (java.security.GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      inner.initVerify(key);
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      inner.initSign(key);
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
      inner.update(b);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
      inner.update(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      signed.increment();
      return inner.sign();
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
      verified.increment();
      return inner.verify(signature);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException("parameters are not used here");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException("parameters are not used here");
    }
  }
}
