/** Contract tests of the journal's ports, and implementations that live in memory. */
@NullMarked
package org.stellaops.signer.testkit.journal;

import org.jspecify.annotations.NullMarked;
