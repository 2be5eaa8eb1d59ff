/** Keys in an encrypted PKCS#12 file. */
@NullMarked
package org.stellaops.signer.kms.keystore;

import org.jspecify.annotations.NullMarked;
