@NullMarked
package org.stellaops.signer.oci.workload;

import org.jspecify.annotations.NullMarked;
