/**
 * Libraries of key backends that an installation may have or not: found in a directory, and loaded
 * apart from the product.
 */
@NullMarked
package org.stellaops.signer.bootstrap.libraries;

import org.jspecify.annotations.NullMarked;
