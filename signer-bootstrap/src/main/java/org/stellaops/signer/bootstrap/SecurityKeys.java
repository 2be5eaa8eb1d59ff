package org.stellaops.signer.bootstrap;

import java.util.List;
import java.util.Optional;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.SecurityKeySettings;
import org.stellaops.signer.core.securitykey.SecurityKeyParts;
import org.stellaops.signer.core.securitykey.SecurityKeyRules;
import org.stellaops.signer.fido2.WebAuthnLibrary;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.RelyingParty;
import org.stellaops.signer.ports.SecurityKeyStore;
import org.stellaops.signer.verify.material.SignatureVerifier;
import org.stellaops.signer.verify.securitykey.OfflineAssertions;

/**
 * What security keys take. Two verifiers have to agree on each assertion: ours, so that what is on
 * record can be verified offline, and the library's.
 */
final class SecurityKeys {

  private SecurityKeys() {}

  /** Empty where none are configured; then nothing of the library is loaded. */
  static Optional<SecurityKeyParts> open(
      Config config, SecurityKeyStore store, JcaProviders providers) {
    SecurityKeySettings settings = config.securityKeys();
    return Optional.ofNullable(settings.rpId())
        .map(id -> {
          WebAuthnLibrary library = new WebAuthnLibrary();
          return new SecurityKeyParts(
              store,
              new SecurityKeyRules(
                  new RelyingParty(id, settings.origins()),
                  config.approvals().tenants(),
                  config.approvals().securityKey(),
                  settings.models(),
                  settings.beginAnew()),
              List.of(new OfflineAssertions(SignatureVerifier.by(providers)), library),
              library);
        });
  }
}
