package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;
import org.stellaops.signer.bootstrap.config.Setting.Named;
import org.stellaops.signer.bootstrap.config.Setting.Typed;

/** What holds signing keys. */
@Typed("What holds the keys: a keystore file.")
public sealed interface KeyBackendSettings {

  /** The name by which keys refer to it. */
  String name();

  /** An encrypted PKCS#12 file; a key in it is known by its alias. */
  record Keystore(
      @Named String name,
      @Setting("An encrypted PKCS#12 file, for `type: keystore`.") Path file,
      @Setting("Its password, for `type: keystore`.") Secret password)
      implements KeyBackendSettings {}
}
