/**
 * Measurements. Every figure is printed beside another one of the same run, to be read as a ratio.
 */
@NullMarked
package org.stellaops.signer.bench;

import org.jspecify.annotations.NullMarked;
