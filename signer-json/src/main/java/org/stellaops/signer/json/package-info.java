/**
 * Strict JSON in, RFC 8785 bytes out. Everything that the Signer signs or decides on from JSON
 * passes through the one reader of this package, so no two parsers can disagree about a document.
 */
@NullMarked
package org.stellaops.signer.json;

import org.jspecify.annotations.NullMarked;
