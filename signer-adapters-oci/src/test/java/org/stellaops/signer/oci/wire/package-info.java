@NullMarked
package org.stellaops.signer.oci.wire;

import org.jspecify.annotations.NullMarked;
