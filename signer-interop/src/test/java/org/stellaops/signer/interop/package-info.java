/**
 * Real programs, started as processes on loopback, against the product as it ships. Runs only in
 * the Maven profile {@code interop}.
 */
@NullMarked
package org.stellaops.signer.interop;

import org.jspecify.annotations.NullMarked;
