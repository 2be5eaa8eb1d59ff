package org.stellaops.signer.kms.pkcs11.worker;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.stellaops.signer.kms.pkcs11.worker.Cryptoki.Attribute;
import org.stellaops.signer.kms.pkcs11.worker.Wire.NewPair;
import org.stellaops.signer.kms.pkcs11.worker.Wire.Trouble;

/**
 * Makes key pairs on a token (PKCS#11 v3.0 §4.9, §6): the private key signs and does nothing else,
 * and never leaves the token. What the token made of that is read back.
 */
final class NewTokenPair {

  private static final long CLASS = 0x0;
  private static final long TOKEN = 0x1;
  private static final long PRIVATE = 0x2;
  private static final long LABEL = 0x3;
  private static final long ID = 0x102;
  private static final long SENSITIVE = 0x103;
  private static final long ENCRYPT = 0x104;
  private static final long DECRYPT = 0x105;
  private static final long WRAP = 0x106;
  private static final long UNWRAP = 0x107;
  private static final long SIGN = 0x108;
  private static final long VERIFY = 0x10A;
  private static final long DERIVE = 0x10C;
  private static final long MODULUS_BITS = 0x121;
  private static final long PUBLIC_EXPONENT = 0x122;
  private static final long EXTRACTABLE = 0x162;
  private static final long EC_PARAMS = 0x180;

  private static final long PUBLIC_KEY = 2;
  private static final long PRIVATE_KEY = 3;

  private static final long RSA_PAIR = 0x0;
  private static final long EC_PAIR = 0x1040;
  private static final long EDWARDS_PAIR = 0x1055;

  private final Cryptoki token;
  private final long session;

  /**
   * @param session one that may write
   */
  NewTokenPair(Cryptoki token, long session) {
    this.token = token;
    this.session = session;
  }

  /**
   * @param label in UTF-8
   * @throws CryptokiException the name is taken, or the token does not make such a pair; only in
   *     {@link Trouble#DOUBT} there may be one now
   */
  void make(byte[] label, byte[] id, NewPair kind, int bits) throws CryptokiException {
    requireFree(new Attribute(LABEL, label));
    requireFree(new Attribute(ID, id));
    List<Attribute> publicKey = named(label, id);
    publicKey.add(new Attribute(VERIFY, true));
    publicKey.add(new Attribute(ENCRYPT, false));
    publicKey.add(new Attribute(WRAP, false));
    long mechanism =
        switch (kind) {
          case P256 -> curve(publicKey, EC_PAIR, "06082a8648ce3d030107");
          case P384 -> curve(publicKey, EC_PAIR, "06052b81040022");
          case P521 -> curve(publicKey, EC_PAIR, "06052b81040023");
          case ED25519 -> curve(publicKey, EDWARDS_PAIR, "06032b6570");
          case RSA -> {
            publicKey.add(new Attribute(MODULUS_BITS, (long) bits));
            publicKey.add(new Attribute(PUBLIC_EXPONENT, new byte[] {1, 0, 1}));
            yield RSA_PAIR;
          }
        };
    List<Attribute> privateKey = named(label, id);
    for (long yes : new long[] {PRIVATE, SENSITIVE, SIGN}) {
      privateKey.add(new Attribute(yes, true));
    }
    for (long no : new long[] {EXTRACTABLE, DECRYPT, UNWRAP, DERIVE}) {
      privateKey.add(new Attribute(no, false));
    }
    long[] pair = token.generateKeyPair(session, mechanism, publicKey, privateKey);
    try {
      requireKept(pair);
    } catch (CryptokiException e) {
      throw e.whileSigning();
    }
  }

  private void requireFree(Attribute name) throws CryptokiException {
    for (long kind : new long[] {PRIVATE_KEY, PUBLIC_KEY}) {
      if (token.find(session, 1, new Attribute(CLASS, kind), name).length > 0) {
        throw new CryptokiException(
            Trouble.REFUSED, "the token has a key of this label or id: give the new one another");
      }
    }
  }

  private static List<Attribute> named(byte[] label, byte[] id) {
    List<Attribute> named = new ArrayList<>();
    named.add(new Attribute(TOKEN, true));
    named.add(new Attribute(LABEL, label));
    named.add(new Attribute(ID, id));
    return named;
  }

  private static long curve(List<Attribute> publicKey, long mechanism, String parameters) {
    publicKey.add(new Attribute(EC_PARAMS, HexFormat.of().parseHex(parameters)));
    return mechanism;
  }

  /** A token that keeps a key less well than it was asked to does not keep it at all. */
  private void requireKept(long[] pair) throws CryptokiException {
    boolean kept =
        is(pair[1], TOKEN, true)
            && is(pair[1], PRIVATE, true)
            && is(pair[1], SENSITIVE, true)
            && is(pair[1], EXTRACTABLE, false);
    if (!kept) {
      token.destroy(session, pair[1]);
      token.destroy(session, pair[0]);
      throw new CryptokiException(
          Trouble.REFUSED,
          "the token made a key that could be read out of it, which was removed again");
    }
  }

  /** The wrapper gives some truths as a byte. */
  private boolean is(long key, long attribute, boolean expected) throws CryptokiException {
    Object value = token.attribute(session, key, attribute);
    return value instanceof byte[] bytes
        ? bytes.length == 1 && (bytes[0] != 0) == expected
        : Boolean.valueOf(expected).equals(value);
  }
}
