@NullMarked
package org.stellaops.signer.cli.files;

import org.jspecify.annotations.NullMarked;
