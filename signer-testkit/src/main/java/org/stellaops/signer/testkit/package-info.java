/** Contract tests of every port, in-memory adapters, vectors; used at test scope only. */
@NullMarked
package org.stellaops.signer.testkit;

import org.jspecify.annotations.NullMarked;
