/** ArchUnit over all modules; ships nothing. */
@NullMarked
package org.stellaops.signer.architecture;

import org.jspecify.annotations.NullMarked;
