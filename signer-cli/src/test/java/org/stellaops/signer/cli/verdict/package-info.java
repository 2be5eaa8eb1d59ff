@NullMarked
package org.stellaops.signer.cli.verdict;

import org.jspecify.annotations.NullMarked;
