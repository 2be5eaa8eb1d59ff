/** The stella command, run in this process as a person would run it. */
@NullMarked
package org.stellaops.signer.cli;

import org.jspecify.annotations.NullMarked;
