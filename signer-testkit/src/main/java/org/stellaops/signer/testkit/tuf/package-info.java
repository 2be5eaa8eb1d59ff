/** A TUF repository in memory, good or bad as a test wants it, and what a client keeps of it. */
@NullMarked
package org.stellaops.signer.testkit.tuf;

import org.jspecify.annotations.NullMarked;
