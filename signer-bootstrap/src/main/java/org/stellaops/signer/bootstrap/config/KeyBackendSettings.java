package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;

/** What holds signing keys. */
public sealed interface KeyBackendSettings {

  /** The name by which keys refer to it. */
  String name();

  /** The form of {@code type}, and the key class in records and metrics. */
  enum Kind {
    KEYSTORE
  }

  /** An encrypted PKCS#12 file; a key in it is known by its alias. */
  record Keystore(String name, Path file, Secret password) implements KeyBackendSettings {}
}
