/**
 * Internal: the gate that reads a body as a statement to sign, and the exact bytes that are signed.
 */
@NullMarked
package org.stellaops.signer.core.statement;

import org.jspecify.annotations.NullMarked;
