/** The signer in this process: served, for development, or embedded for documents of one run. */
@NullMarked
package org.stellaops.signer.cli.service;

import org.jspecify.annotations.NullMarked;
