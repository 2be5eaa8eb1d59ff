/**
 * The process that holds a vendor's PKCS#11 module, and the protocol by which it is asked. It is
 * started by {@link org.stellaops.signer.kms.pkcs11.Pkcs11} and needs nothing but the platform.
 */
@NullMarked
package org.stellaops.signer.kms.pkcs11.worker;

import org.jspecify.annotations.NullMarked;
