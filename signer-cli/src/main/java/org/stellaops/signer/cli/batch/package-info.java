/** Many files signed in one run, which may be interrupted and started again. */
@NullMarked
package org.stellaops.signer.cli.batch;

import org.jspecify.annotations.NullMarked;
