package org.stellaops.signer.oci;

import org.stellaops.signer.model.Bytes;

/** Where the bytes behind a descriptor come from; they are not checked yet. */
interface Contents {

  /** At most {@code max} bytes of a manifest. */
  Fetched manifest(Descriptor descriptor, int max);

  /** At most {@code max} bytes of a layer. */
  Fetched blob(Descriptor descriptor, int max);

  /** What came. */
  sealed interface Fetched {

    /** All of it. */
    record Whole(Bytes bytes) implements Fetched {}

    /** The source has no such content. */
    record Absent() implements Fetched {}

    /** It is longer than the bound. */
    record TooLarge() implements Fetched {}
  }
}
