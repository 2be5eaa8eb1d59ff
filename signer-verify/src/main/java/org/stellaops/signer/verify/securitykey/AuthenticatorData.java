package org.stellaops.signer.verify.securitykey;

import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.ports.InvalidAssertion.Fault;

/**
 * What a security key says beside a signature (WebAuthn Level 3 §6.1): 37 bytes, as nothing is
 * asked for that would come after them.
 */
record AuthenticatorData(Bytes partyHash, boolean present, boolean verified, long signCount) {

  private static final int LENGTH = 37;
  private static final int USER_PRESENT = 0x01;
  private static final int USER_VERIFIED = 0x04;
  private static final int BACKUP_ELIGIBLE = 0x08;
  private static final int BACKED_UP = 0x10;
  private static final int MORE_FOLLOWS = 0xc0;

  static AuthenticatorData read(Bytes data) throws InvalidAssertion {
    if (data.size() != LENGTH) {
      throw new InvalidAssertion(Fault.MALFORMED);
    }
    int flags = data.at(32);
    boolean copiedUnasked = (flags & (BACKUP_ELIGIBLE | BACKED_UP)) == BACKED_UP;
    if ((flags & MORE_FOLLOWS) != 0 || copiedUnasked) {
      throw new InvalidAssertion(Fault.MALFORMED);
    }
    long count = 0;
    for (int i = 33; i < LENGTH; i++) {
      count = count << 8 | (data.at(i) & 0xff);
    }
    return new AuthenticatorData(
        data.slice(0, 32), (flags & USER_PRESENT) != 0, (flags & USER_VERIFIED) != 0, count);
  }
}
