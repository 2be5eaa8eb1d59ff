/**
 * The Offline Kit: everything that a verifier without a network needs, in one archive with a signed
 * manifest. Start with {@link org.stellaops.signer.verify.kit.KitVerification}, the one way to a
 * {@link org.stellaops.signer.verify.kit.VerifiedKit}; what an archive says of itself ({@link
 * org.stellaops.signer.verify.kit.KitContents}) is nothing that may be trusted.
 */
@NullMarked
package org.stellaops.signer.verify.kit;

import org.jspecify.annotations.NullMarked;
