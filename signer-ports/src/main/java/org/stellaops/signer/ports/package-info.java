/** The words and the doors: value types and port interfaces. */
@NullMarked
package org.stellaops.signer.ports;

import org.jspecify.annotations.NullMarked;
