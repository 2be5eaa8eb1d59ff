/** The stella command. */
@NullMarked
package org.stellaops.signer.cli;

import org.jspecify.annotations.NullMarked;
