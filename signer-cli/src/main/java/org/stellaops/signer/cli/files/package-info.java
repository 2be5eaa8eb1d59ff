/** The files that a verb reads and writes: documents, keys, and the parts of an answer. */
@NullMarked
package org.stellaops.signer.cli.files;

import org.jspecify.annotations.NullMarked;
