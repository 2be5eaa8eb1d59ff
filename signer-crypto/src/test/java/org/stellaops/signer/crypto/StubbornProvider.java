package org.stellaops.signer.crypto;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureSpi;
import java.util.List;

/** Says the same of every signature. */
final class StubbornProvider extends Provider {

  private static final long serialVersionUID = 1L;

  StubbornProvider(boolean answer) {
    super("Stubborn", "1", "says the same of every signature");
    putService(
        new Service(this, "Signature", "SHA256withECDSA", Spi.class.getName(), List.of(), null) {
          @Override
          public Object newInstance(Object parameter) {
            return new Spi(answer);
          }
        });
    Service keys = Security.getProvider("SunEC").getService("KeyFactory", "EC");
    putService(
        new Service(this, "KeyFactory", "EC", KeyFactory.class.getName(), List.of(), null) {
          @Override
          public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return keys.newInstance(parameter);
          }
        });
  }

  private static final class Spi extends SignatureSpi {

    private final boolean answer;

    Spi(boolean answer) {
      this.answer = answer;
    }

    @Override
    protected void engineInitVerify(PublicKey key) {}

    @Override
    protected void engineInitSign(PrivateKey key) {}

    @Override
    protected void engineUpdate(byte one) {}

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {}

    @Override
    protected byte[] engineSign() {
      return new byte[1];
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      return answer;
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
