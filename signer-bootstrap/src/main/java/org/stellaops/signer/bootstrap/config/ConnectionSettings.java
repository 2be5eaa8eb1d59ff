package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.PROXY;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Text;

/** How one dependency is connected to. */
public record ConnectionSettings(
    @Setting("PEM files of CA certificates that are trusted for it besides the platform's.")
        @Fallback("")
        List<Path> caFiles,
    @Setting(
            "The proxy in between. It resolves the dependency's name, so that only the proxy's"
                + " addresses can be checked.")
        @Text(PROXY)
        @Nullable String proxy,
    @Nullable ClientCertificate clientCertificate) {

  public ConnectionSettings {
    caFiles = List.copyOf(caFiles);
  }

  /** Presented to a dependency that asks for one. */
  public record ClientCertificate(
      @Setting("PKCS#12 file with one key entry, presented when it asks for a certificate.")
          Path file,
      @Setting("Password of that file.") Secret password) {}
}
