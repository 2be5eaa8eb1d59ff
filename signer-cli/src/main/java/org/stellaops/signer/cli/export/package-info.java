/**
 * Exports: the files that are found, hashed and listed, and the directory with their signatures.
 */
@NullMarked
package org.stellaops.signer.cli.export;

import org.jspecify.annotations.NullMarked;
