/**
 * Internal: the service behind {@code Signer}: one switch over operations, and those that only
 * read.
 */
@NullMarked
package org.stellaops.signer.core.operations;

import org.jspecify.annotations.NullMarked;
