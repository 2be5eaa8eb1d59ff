/** The verbs of the command and their options, one class for each word after {@code stella}. */
@NullMarked
package org.stellaops.signer.cli.verbs;

import org.jspecify.annotations.NullMarked;
