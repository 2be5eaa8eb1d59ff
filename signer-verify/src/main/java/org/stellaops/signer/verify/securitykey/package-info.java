/**
 * Checks what security keys (FIDO2, WebAuthn) signed, offline and with the JDK alone. Begin with
 * {@link org.stellaops.signer.verify.securitykey.OfflineAssertions}.
 */
@NullMarked
package org.stellaops.signer.verify.securitykey;

import org.jspecify.annotations.NullMarked;
