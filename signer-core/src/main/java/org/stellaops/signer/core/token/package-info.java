/** Reads the claims of tokens whose signature was checked, and compares those that all share. */
@NullMarked
package org.stellaops.signer.core.token;

import org.jspecify.annotations.NullMarked;
