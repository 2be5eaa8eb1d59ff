/**
 * Reads and checks signatures: DSSE envelopes and Sigstore bundles. Opens no socket and no file,
 * and never repairs a document: what is not exactly in form is refused.
 */
@NullMarked
package org.stellaops.signer.verify;

import org.jspecify.annotations.NullMarked;
