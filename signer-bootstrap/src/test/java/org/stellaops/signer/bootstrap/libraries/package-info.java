@NullMarked
package org.stellaops.signer.bootstrap.libraries;

import org.jspecify.annotations.NullMarked;
