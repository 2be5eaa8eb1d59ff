/** The one reader of in-toto statements, for those that are signed and those that are verified. */
@NullMarked
package org.stellaops.signer.json.intoto;

import org.jspecify.annotations.NullMarked;
