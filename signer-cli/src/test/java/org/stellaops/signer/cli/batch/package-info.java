@NullMarked
package org.stellaops.signer.cli.batch;

import org.jspecify.annotations.NullMarked;
