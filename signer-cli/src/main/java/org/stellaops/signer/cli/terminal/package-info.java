/** What every verb shares: where it writes, how it fails, and what is undone when it is stopped. */
@NullMarked
package org.stellaops.signer.cli.terminal;

import org.jspecify.annotations.NullMarked;
