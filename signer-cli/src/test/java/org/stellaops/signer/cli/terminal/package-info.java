@NullMarked
package org.stellaops.signer.cli.terminal;

import org.jspecify.annotations.NullMarked;
