/** Reads and checks signatures; opens no socket. */
@NullMarked
package org.stellaops.signer.verify;

import org.jspecify.annotations.NullMarked;
