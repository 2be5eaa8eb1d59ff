/**
 * What an embedder calls: the {@code Signer}, requests with their operation, and responses with
 * their refusals and failures.
 */
@NullMarked
package org.stellaops.signer.core.api;

import org.jspecify.annotations.NullMarked;
