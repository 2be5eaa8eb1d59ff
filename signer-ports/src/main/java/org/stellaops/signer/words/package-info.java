/** The words that every module shares: value types without behaviour that could decide. */
@NullMarked
package org.stellaops.signer.words;

import org.jspecify.annotations.NullMarked;
