/** The course of one request: its stages, its deadline, and its one decision record. */
@NullMarked
package org.stellaops.signer.core.trail;

import org.jspecify.annotations.NullMarked;
