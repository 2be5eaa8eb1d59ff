package org.stellaops.signer.verify.securitykey;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.InvalidAssertion.Fault;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.RawKeys;

/**
 * Reads the public key of a credential: COSE_Key (RFC 9052 §7, RFC 9053 §7) with exactly the
 * parameters that WebAuthn gives it (Level 3 §6.5.1.1), for ES256 on P-256, EdDSA on Ed25519, and
 * RS256.
 */
final class CoseKey {

  private static final int LONGEST = 1024;
  private static final long KEY_TYPE = 1;
  private static final long ALGORITHM = 3;

  private CoseKey() {}

  static PinnedKey read(Bytes cose) throws InvalidAssertion {
    if (cose.size() > LONGEST) {
      throw unusable();
    }
    Map<Long, Object> parameters = parameters(cose);
    try {
      if (is(parameters, KEY_TYPE, 2) && is(parameters, ALGORITHM, -7) && is(parameters, -1, 1)) {
        requireSize(parameters, 5);
        return RawKeys.p256(number(parameters, -2, 32), number(parameters, -3, 32));
      }
      if (is(parameters, KEY_TYPE, 1) && is(parameters, ALGORITHM, -8) && is(parameters, -1, 6)) {
        requireSize(parameters, 4);
        return RawKeys.ed25519(bytes(parameters, -2));
      }
      if (is(parameters, KEY_TYPE, 3) && is(parameters, ALGORITHM, -257)) {
        requireSize(parameters, 4);
        return RawKeys.rsa(number(parameters, -1, null), number(parameters, -2, null));
      }
    } catch (InvalidTrust | IllegalArgumentException e) {
      throw unusable();
    }
    throw unusable();
  }

  private static Map<Long, Object> parameters(Bytes cose) throws InvalidAssertion {
    CborInput in = new CborInput(cose);
    long pairs = in.map();
    Map<Long, Object> parameters = new LinkedHashMap<>();
    for (long i = 0; i < pairs; i++) {
      long label = in.integer();
      boolean number = label == KEY_TYPE || label == ALGORITHM;
      // -1 is the curve of the first two kinds, and the modulus of the third.
      boolean curve = label == -1 && !is(parameters, KEY_TYPE, 3);
      Object value = number || curve ? (Object) in.integer() : in.byteString();
      if (parameters.put(label, value) != null) {
        throw unusable();
      }
    }
    in.end();
    return parameters;
  }

  private static boolean is(Map<Long, Object> parameters, long label, long value) {
    return Long.valueOf(value).equals(parameters.get(label));
  }

  private static void requireSize(Map<Long, Object> parameters, int size) throws InvalidAssertion {
    if (parameters.size() != size) {
      throw unusable();
    }
  }

  private static Bytes bytes(Map<Long, Object> parameters, long label) throws InvalidAssertion {
    if (parameters.get(label) instanceof Bytes bytes) {
      return bytes;
    }
    throw unusable();
  }

  private static BigInteger number(
      Map<Long, Object> parameters, long label, @Nullable Integer width) throws InvalidAssertion {
    Bytes bytes = bytes(parameters, label);
    if (width != null && bytes.size() != width) {
      throw unusable();
    }
    return new BigInteger(1, bytes.toByteArray());
  }

  private static InvalidAssertion unusable() {
    return new InvalidAssertion(Fault.PUBLIC_KEY);
  }
}
