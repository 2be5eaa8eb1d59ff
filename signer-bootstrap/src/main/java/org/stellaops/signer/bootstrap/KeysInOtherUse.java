package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Map;
import org.stellaops.signer.bootstrap.config.BypassSettings.Approver;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.ConnectionSettings.ClientCertificate;
import org.stellaops.signer.bootstrap.config.PlacedCertificates;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;
import org.stellaops.signer.core.signing.OtherUses;
import org.stellaops.signer.model.PinnedKey;

/**
 * The keys that a configuration uses for something else than signing for tenants: in TLS, wherever
 * it names one, and those of the persons who sign emergency bypasses.
 */
final class KeysInOtherUse {

  private OtherUses found = OtherUses.none();

  private KeysInOtherUse() {}

  /**
   * Reads every one of them.
   *
   * @throws StartFailed a file or its password cannot be read, or a certificate is not that of the
   *     key beside it
   */
  static OtherUses of(Config config) throws StartFailed {
    KeysInOtherUse keys = new KeysInOtherUse();
    PlacedCertificates placed = PlacedCertificates.of(config);
    for (Map.Entry<String, TlsFiles> each : placed.listeners().entrySet()) {
      switch (each.getValue()) {
        case TlsFiles.Pkcs12 files -> keys.read(each.getKey(), files.keystore(), files.password());
        case TlsFiles.Pem files ->
            keys.add(
                each.getKey(),
                files.key(),
                Section.made(each.getKey(), () -> TlsKeyFiles.pem(files)),
                TlsKeyFiles.IN_MEMORY);
      }
    }
    for (Map.Entry<String, ClientCertificate> each : placed.clients().entrySet()) {
      keys.read(each.getKey(), each.getValue().file(), each.getValue().password());
    }
    for (Approver approver : config.bypass().approvers()) {
      PinnedKey key = approver.key();
      if (key != null) {
        keys.found = keys.found.with(key.key(), "bypass.approvers." + approver.name());
      }
    }
    return keys.found;
  }

  private void read(String place, Path file, Secret secret) throws StartFailed {
    char[] password = new char[0];
    try {
      password = secret.reveal();
      char[] revealed = password;
      add(place, file, Section.made(place, () -> TlsKeyFiles.pkcs12(file, revealed)), revealed);
    } catch (IOException e) {
      throw new StartFailed(StartFailed.Reason.SECRET, place + ": " + e.getMessage(), e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private void add(String place, Path file, KeyStore store, char[] password) throws StartFailed {
    for (PublicKey key :
        Section.made(place + ": " + file, () -> TlsKeyFiles.publicKeys(store, password))) {
      found = found.with(key, place);
    }
  }
}
