@NullMarked
package org.stellaops.signer.bootstrap.config;

import org.jspecify.annotations.NullMarked;
