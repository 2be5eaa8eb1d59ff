/** signer-core in a plain Java 21 service. */
@NullMarked
package org.stellaops.signer.example.embedding;

import org.jspecify.annotations.NullMarked;
