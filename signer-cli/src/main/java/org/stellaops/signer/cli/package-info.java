/**
 * The {@code stella} command: its entry. The verbs are in {@code verbs}; what they share, beside
 * it.
 */
@NullMarked
package org.stellaops.signer.cli;

import org.jspecify.annotations.NullMarked;
