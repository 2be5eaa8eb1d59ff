/** What {@code stella verify} does once its words are read, without the parser that reads them. */
@NullMarked
package org.stellaops.signer.cli.verdict;

import org.jspecify.annotations.NullMarked;
