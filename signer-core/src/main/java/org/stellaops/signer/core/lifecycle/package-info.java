/**
 * Internal: one request from its arrival to its durable decision record, and the form of records.
 */
@NullMarked
package org.stellaops.signer.core.lifecycle;

import org.jspecify.annotations.NullMarked;
