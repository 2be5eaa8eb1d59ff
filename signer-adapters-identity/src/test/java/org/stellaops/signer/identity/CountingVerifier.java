package org.stellaops.signer.identity;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks SunEC, and counts how often a signature was computed. */
final class CountingVerifier extends Provider {

  private static final long serialVersionUID = 1L;
  private static final String ALGORITHM = "SHA256withECDSA";

  private final transient AtomicInteger verified = new AtomicInteger();

  CountingVerifier() {
    super("Counting", "1", "counts, then asks SunEC");
    putService(
        new Service(this, "Signature", ALGORITHM, Spi.class.getName(), List.of(), null) {
          @Override
          public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return new Spi(
                Signature.getInstance(ALGORITHM, Security.getProvider("SunEC")), verified);
          }
        });
  }

  int verified() {
    return verified.get();
  }

  private static final class Spi extends SignatureSpi {

    private final Signature inner;
    private final AtomicInteger verified;

    Spi(Signature inner, AtomicInteger verified) {
      this.inner = inner;
      this.verified = verified;
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      inner.initVerify(key);
    }

    @Override
    protected void engineInitSign(PrivateKey key) {
      throw new UnsupportedOperationException("only verifies");
    }

    @Override
    protected void engineUpdate(byte one) throws SignatureException {
      inner.update(one);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
      inner.update(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() {
      throw new UnsupportedOperationException("only verifies");
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
      verified.incrementAndGet();
      return inner.verify(signature);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException("no parameters");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException("no parameters");
    }
  }
}
