package org.stellaops.signer.kms.pkcs11.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.kms.pkcs11.worker.Cryptoki.Attribute;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;

/** Finds private keys on a token, and the public key of each. */
final class TokenObjects {

  private static final long CLASS = 0x0;
  private static final long LABEL = 0x3;
  private static final long VALUE = 0x11;
  private static final long KEY_TYPE = 0x100;
  private static final long ID = 0x102;
  private static final long SENSITIVE = 0x103;
  private static final long SIGN = 0x108;
  private static final long MODULUS = 0x120;
  private static final long PUBLIC_EXPONENT = 0x122;
  private static final long EXTRACTABLE = 0x162;
  private static final long EC_PARAMS = 0x180;
  private static final long EC_POINT = 0x181;
  private static final long ALWAYS_AUTHENTICATE = 0x202;

  private static final long CERTIFICATE = 1;
  private static final long PUBLIC_KEY = 2;
  private static final long PRIVATE_KEY = 3;

  private static final long RSA = 0;
  private static final long EC = 3;
  private static final long EC_EDWARDS = 0x40;

  private static final String ED25519 = "302a300506032b6570032100";
  private static final String EC_KEY = "06072a8648ce3d0201";

  private final Cryptoki token;
  private final long session;

  TokenObjects(Cryptoki token, long session) {
    this.token = token;
    this.session = session;
  }

  /**
   * A private key's number on the token, and its SubjectPublicKeyInfo in DER.
   *
   * @param readable whether the token would give it to whoever logs in
   * @param pinEachTime whether it wants its PIN for each signature
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Found(long key, byte[] spki, boolean readable, boolean pinEachTime) {}

  /**
   * The one private key with this label and id.
   *
   * @param label in UTF-8; null for any
   * @param id null for any
   */
  Found find(byte @Nullable [] label, byte @Nullable [] id) throws CryptokiException {
    long[] keys = token.find(session, 2, named(PRIVATE_KEY, label, id));
    if (keys.length != 1) {
      throw new CryptokiException(
          Trouble.NOT_FOUND,
          keys.length == 0
              ? "the token has no such private key"
              : "the token has several such keys");
    }
    long key = keys[0];
    if (is(key, SIGN, false)) {
      throw new CryptokiException(Trouble.NOT_FOUND, "the key may not sign (CKA_SIGN)");
    }
    boolean readable = is(key, EXTRACTABLE, true) || is(key, SENSITIVE, false);
    return new Found(key, spki(key), readable, is(key, ALWAYS_AUTHENTICATE, true));
  }

  /**
   * Whether the token has a private key that wants its PIN for each signature; yes where it cannot
   * be searched for one.
   */
  boolean havePinEachTime() throws CryptokiException {
    Attribute[] wanted = {
      new Attribute(CLASS, PRIVATE_KEY), new Attribute(ALWAYS_AUTHENTICATE, true)
    };
    try {
      return token.find(session, 1, wanted).length > 0;
    } catch (CryptokiException e) {
      if (e.isLoss()) {
        throw e;
      }
      return true;
    }
  }

  /** Whether the key has a truth and it is this one: the wrapper gives some truths as a byte. */
  private boolean is(long key, long attribute, boolean expected) throws CryptokiException {
    Object value = token.attribute(session, key, attribute);
    return value instanceof byte[] bytes
        ? bytes.length == 1 && (bytes[0] != 0) == expected
        : Boolean.valueOf(expected).equals(value);
  }

  private static Attribute[] named(long type, byte @Nullable [] label, byte @Nullable [] id) {
    Attribute[] all = {
      new Attribute(CLASS, type), new Attribute(LABEL, label), new Attribute(ID, id)
    };
    return Arrays.stream(all).filter(each -> each.value() != null).toArray(Attribute[]::new);
  }

  private byte[] spki(long key) throws CryptokiException {
    Object type = token.attribute(session, key, KEY_TYPE);
    long kind = type instanceof Long number ? number : -1;
    if (kind != RSA && kind != EC && kind != EC_EDWARDS) {
      throw new CryptokiException(
          Trouble.REFUSED, "the key's type is neither RSA nor EC nor Edwards");
    }
    try {
      byte[] found = kind == RSA ? rsa(key) : ec(key, kind);
      found = found == null ? ofCertificate(key) : found;
      if (found == null) {
        throw new CryptokiException(
            Trouble.REFUSED, "the token has neither public key nor certificate with the key's id");
      }
      return found;
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new CryptokiException(Trouble.REFUSED, "the key's public half cannot be read");
    }
  }

  /** Most tokens give the modulus with the private key, others with the public key alone. */
  private byte @Nullable [] rsa(long key) throws CryptokiException, GeneralSecurityException {
    for (Long object = key;
        object != null;
        object = object == key ? partner(PUBLIC_KEY, key) : null) {
      Object modulus = token.attribute(session, object, MODULUS);
      Object exponent = token.attribute(session, object, PUBLIC_EXPONENT);
      if (modulus instanceof byte[] n && exponent instanceof byte[] e) {
        return KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(new BigInteger(1, n), new BigInteger(1, e)))
            .getEncoded();
      }
    }
    return null;
  }

  private byte @Nullable [] ec(long key, long kind) throws CryptokiException {
    Long object = partner(PUBLIC_KEY, key);
    if (object == null) {
      return null;
    }
    Object parameters = token.attribute(session, object, EC_PARAMS);
    Object point = token.attribute(session, object, EC_POINT);
    return parameters instanceof byte[] curve && point instanceof byte[] wrapped
        ? kind == EC
            ? ecSpki(curve, EcPoint.uncompressed(wrapped))
            : edSpki(EcPoint.ed25519(wrapped))
        : null;
  }

  private static byte[] ecSpki(byte[] curve, byte[] point) {
    byte[] algorithm = der(0x30, HexFormat.of().parseHex(EC_KEY), curve);
    return der(0x30, algorithm, der(0x03, new byte[] {0}, point));
  }

  private static byte[] edSpki(byte[] point) {
    return concat(HexFormat.of().parseHex(ED25519), point);
  }

  private byte @Nullable [] ofCertificate(long key)
      throws CryptokiException, GeneralSecurityException {
    Long object = partner(CERTIFICATE, key);
    return object != null && token.attribute(session, object, VALUE) instanceof byte[] der
        ? CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der))
            .getPublicKey()
            .getEncoded()
        : null;
  }

  /** The one object of another class with the key's id, or its label where it has no id. */
  private @Nullable Long partner(long type, long key) throws CryptokiException {
    Object id = token.attribute(session, key, ID);
    Object label = token.attribute(session, key, LABEL);
    boolean byId = id instanceof byte[] bytes && bytes.length > 0;
    Attribute name = byId ? new Attribute(ID, id) : new Attribute(LABEL, label);
    if (name.value() == null) {
      return null;
    }
    long[] found = token.find(session, 2, new Attribute(CLASS, type), name);
    return found.length == 1 ? (Long) found[0] : null;
  }

  private static byte[] der(int tag, byte[]... parts) {
    byte[] body = concat(parts);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (body.length < 0x80) {
      out.write(body.length);
    } else if (body.length < 0x100) {
      out.write(0x81);
      out.write(body.length);
    } else {
      out.write(0x82);
      out.write(body.length >>> 8);
      out.write(body.length);
    }
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
