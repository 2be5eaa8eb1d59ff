/** Reads the claims of tokens whose signature was checked, and compares those that all share. */
@NullMarked
package org.stellaops.signer.core.claims;

import org.jspecify.annotations.NullMarked;
