/** Checks registrations and assertions of security keys with Yubico's library. */
@NullMarked
package org.stellaops.signer.fido2;

import org.jspecify.annotations.NullMarked;
