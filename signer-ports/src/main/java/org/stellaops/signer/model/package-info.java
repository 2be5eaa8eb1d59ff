/**
 * Immutable value types that every module shares. A value that exists is legal: each type checks
 * itself when it is made, so that no later code has to.
 */
@NullMarked
package org.stellaops.signer.model;

import org.jspecify.annotations.NullMarked;
