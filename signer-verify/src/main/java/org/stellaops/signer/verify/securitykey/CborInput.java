package org.stellaops.signer.verify.securitykey;

import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.InvalidAssertion.Fault;

/**
 * The few items of CBOR that a public key consists of, in the canonical form of CTAP2: integers of
 * at most 32 bits in their shortest form, byte strings and maps of a definite length. Everything
 * else is refused.
 */
final class CborInput {

  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTE_STRING = 2;
  private static final int MAP = 5;

  private final Bytes source;
  private int at;

  CborInput(Bytes source) {
    this.source = source;
  }

  /** An integer; a negative one is -1 - n (RFC 8949 §3.1). */
  long integer() throws InvalidAssertion {
    int type = peekType();
    if (type != UNSIGNED && type != NEGATIVE) {
      throw malformed();
    }
    long argument = argument();
    return type == UNSIGNED ? argument : -1 - argument;
  }

  Bytes byteString() throws InvalidAssertion {
    if (peekType() != BYTE_STRING) {
      throw malformed();
    }
    long length = argument();
    if (length > source.size() - at) {
      throw malformed();
    }
    Bytes bytes = source.slice(at, at + (int) length);
    at += (int) length;
    return bytes;
  }

  /** The number of pairs of a map that begins here. */
  long map() throws InvalidAssertion {
    if (peekType() != MAP) {
      throw malformed();
    }
    return argument();
  }

  void end() throws InvalidAssertion {
    if (at != source.size()) {
      throw malformed();
    }
  }

  private int peekType() throws InvalidAssertion {
    if (at >= source.size()) {
      throw malformed();
    }
    return (source.at(at) & 0xff) >> 5;
  }

  private long argument() throws InvalidAssertion {
    int low = next() & 0x1f;
    if (low < 24) {
      return low;
    }
    int width =
        switch (low) {
          case 24 -> 1;
          case 25 -> 2;
          case 26 -> 4;
          default -> throw malformed();
        };
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 8 | next();
    }
    long least =
        switch (width) {
          case 1 -> 24;
          case 2 -> 0x100;
          default -> 0x10000;
        };
    if (value < least) {
      throw malformed();
    }
    return value;
  }

  private int next() throws InvalidAssertion {
    if (at >= source.size()) {
      throw malformed();
    }
    return source.at(at++) & 0xff;
  }

  private static InvalidAssertion malformed() {
    return new InvalidAssertion(Fault.PUBLIC_KEY);
  }
}
