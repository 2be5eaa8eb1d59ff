package org.stellaops.signer.cli.batch;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;

/**
 * One file of a batch.
 *
 * @param document as it was named or found
 * @param bundle where its bundle goes; of several keys each has a file beside it
 * @param failed why it cannot be signed, where that is known without reading it
 */
record BatchFile(Path document, Path bundle, @Nullable CommandFailed failed) {

  static final String ENDING = ".sigstore.json";

  /** The bundle of the key {@code key}: {@code app.cdx.json.KEY.sigstore.json}. */
  Path bundleOf(String key) {
    String name = String.valueOf(bundle.getFileName());
    String stem = name.substring(0, name.length() - ENDING.length());
    return bundle.resolveSibling(stem + "." + key + ENDING);
  }
}
