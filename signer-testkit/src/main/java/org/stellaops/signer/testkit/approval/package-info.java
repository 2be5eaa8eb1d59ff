/** The contract of image approvals, and an implementation in memory. */
@NullMarked
package org.stellaops.signer.testkit.approval;

import org.jspecify.annotations.NullMarked;
