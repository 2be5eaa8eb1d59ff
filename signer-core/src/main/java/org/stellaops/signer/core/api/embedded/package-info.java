/**
 * For code in the same process: a request put together from values, and its outcome as values.
 * Every request goes through {@code Signer.handle}, and so through every gate.
 */
@NullMarked
package org.stellaops.signer.core.api.embedded;

import org.jspecify.annotations.NullMarked;
