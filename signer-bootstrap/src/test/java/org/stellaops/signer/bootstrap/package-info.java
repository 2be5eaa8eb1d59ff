@NullMarked
package org.stellaops.signer.bootstrap;

import org.jspecify.annotations.NullMarked;
