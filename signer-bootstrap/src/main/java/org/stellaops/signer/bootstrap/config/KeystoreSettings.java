package org.stellaops.signer.bootstrap.config;

import java.nio.file.Path;

/** An encrypted PKCS#12 file with signing keys. */
public record KeystoreSettings(String name, Path file, Secret password) {}
