package org.stellaops.signer.oci;

import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.oci.Contents.Fetched;

/** What is fetched for a descriptor is of its size and digest, or is nothing. */
final class ContentChecks {

  /** Content, or what says what it is, does not hold together; why is a stable word. */
  static final class Spoil extends Exception {
    private static final long serialVersionUID = 1L;

    Spoil(String why) {
      super(why, null, false, false);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }

  private ContentChecks() {}

  /** How much is fetched: what the descriptor says, if that is not too much. */
  static int bound(Descriptor descriptor, int max) throws Spoil {
    if (descriptor.size() < 0) {
      throw new Spoil("size");
    }
    if (descriptor.size() > max) {
      throw new Spoil("too-large");
    }
    return (int) descriptor.size();
  }

  static Bytes checked(Descriptor descriptor, Fetched fetched) throws Spoil {
    if (fetched instanceof Fetched.Absent) {
      throw new Spoil("absent");
    }
    if (!(fetched instanceof Fetched.Whole whole) || whole.bytes().size() != descriptor.size()) {
      throw new Spoil("size");
    }
    if (!whole.bytes().sha256().equals(descriptor.digest())) {
      throw new Spoil("digest");
    }
    return whole.bytes();
  }
}
