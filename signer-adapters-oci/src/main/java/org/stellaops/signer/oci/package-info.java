/** Registries and image layout directories; digest-checked bytes, no verdict. */
@NullMarked
package org.stellaops.signer.oci;

import org.jspecify.annotations.NullMarked;
