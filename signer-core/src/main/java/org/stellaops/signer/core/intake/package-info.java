/**
 * Internal: the gate that reads a body under its bounds and hashes it. What it means is read later.
 */
@NullMarked
package org.stellaops.signer.core.intake;

import org.jspecify.annotations.NullMarked;
