package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.PLACE;

import java.nio.file.Path;
import org.stellaops.signer.bootstrap.config.Setting.Bounds;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.bootstrap.config.Setting.Typed;

/** What keeps the request journal, audit records and last-known entitlements. */
@Typed("What keeps the request journal.")
@Fallback("sqlite")
public sealed interface StoreSettings {

  /** The kind and the place, for people: {@code sqlite /var/lib/stella-signer}. */
  default String label() {
    return switch (this) {
      case Sqlite sqlite -> "sqlite " + sqlite.directory().toAbsolutePath();
    };
  }

  /** Embedded, for one process. */
  record Sqlite(
      @Setting("Where the request journal is kept, used by one process at a time.") @Text(PLACE)
          Path directory,
      @Setting(
              "With less free space where the directory is, `/readyz` says 503; signing goes on"
                  + " while it can.")
          @Fallback("32MiB")
          @Bounds("0B to 1000000GiB")
          long leastFree)
      implements StoreSettings {}
}
