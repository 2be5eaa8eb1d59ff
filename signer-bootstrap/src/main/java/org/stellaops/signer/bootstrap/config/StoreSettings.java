package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;

/** What keeps the request journal, audit records and last-known entitlements. */
public sealed interface StoreSettings {

  /** The form of {@code type}. */
  enum Kind {
    SQLITE
  }

  /**
   * Embedded, for one process.
   *
   * @param directory made when it is not there
   */
  record Sqlite(Path directory) implements StoreSettings {}
}
