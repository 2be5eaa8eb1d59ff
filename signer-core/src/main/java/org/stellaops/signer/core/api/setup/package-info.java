/** How a process puts a signer together: the builder, and recovery of what a crash left open. */
@NullMarked
package org.stellaops.signer.core.api.setup;

import org.jspecify.annotations.NullMarked;
