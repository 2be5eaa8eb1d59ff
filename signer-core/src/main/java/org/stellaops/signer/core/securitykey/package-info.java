/**
 * Security keys (FIDO2) of persons: how they become known, and what they sign. Begin with {@link
 * org.stellaops.signer.core.securitykey.KeySignatures}, through which every signature of a key
 * comes.
 */
@NullMarked
package org.stellaops.signer.core.securitykey;

import org.jspecify.annotations.NullMarked;
