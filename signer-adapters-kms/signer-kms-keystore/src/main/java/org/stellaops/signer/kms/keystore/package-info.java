/**
 * Signing keys in an encrypted PKCS#12 file. Opened once with {@link
 * org.stellaops.signer.kms.keystore.KeystoreKeys#open}, made with {@link
 * org.stellaops.signer.kms.keystore.KeystoreFile#create}.
 */
@NullMarked
package org.stellaops.signer.kms.keystore;

import org.jspecify.annotations.NullMarked;
