/**
 * What a verifier trusts: the authorities and logs of Sigstore trusted roots, and public keys with
 * the time for which they are trusted. Read once, shared by any number of verifications.
 */
@NullMarked
package org.stellaops.signer.verify.trust;

import org.jspecify.annotations.NullMarked;
