/**
 * The one configuration file, read strictly into values. What is not understood in full is refused
 * with file, line, key and what is allowed: a setting that is ignored could be the one that said
 * no.
 */
@NullMarked
package org.stellaops.signer.bootstrap.config;

import org.jspecify.annotations.NullMarked;
