/** The request journal on SQLite. */
@NullMarked
package org.stellaops.signer.sql;

import org.jspecify.annotations.NullMarked;
