/**
 * Signing keys on a PKCS#11 token. The vendor's module runs in a process of its own: what it does
 * to itself ends that process and not the service.
 */
@NullMarked
package org.stellaops.signer.kms.pkcs11;

import org.jspecify.annotations.NullMarked;
