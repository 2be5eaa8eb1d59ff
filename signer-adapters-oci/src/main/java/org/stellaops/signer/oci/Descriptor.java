package org.stellaops.signer.oci;

import java.util.Map;
import org.stellaops.signer.model.Digest;

/**
 * A content descriptor (OCI image specification, {@code descriptor.md}) with a sha256 digest.
 *
 * @param mediaType empty when absent
 * @param size {@link #NO_SIZE} when absent or no integer
 * @param artifactType empty when absent
 */
record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    String artifactType,
    Map<String, String> annotations) {

  static final long NO_SIZE = -1;
}
