@NullMarked
package org.stellaops.signer.oci;

import org.jspecify.annotations.NullMarked;
