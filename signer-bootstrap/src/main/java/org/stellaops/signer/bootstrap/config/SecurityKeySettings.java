package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.Form.NAME;
import static org.stellaops.signer.bootstrap.config.Setting.Form.ORIGIN;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Setting.Fallback;
import org.stellaops.signer.bootstrap.config.Setting.Text;
import org.stellaops.signer.model.Tenant;

/** For whom security keys (FIDO2) of persons sign. */
public record SecurityKeySettings(
    @Setting(
            "The domain for which security keys sign, such as `signer.example`: the host of the"
                + " page, or a domain above it. A key that was registered for one signs for no"
                + " other. Nobody has security keys when not written.")
        @Text(NAME)
        @Nullable String rpId,
    @Setting(
            "The origins whose pages may ask a security key to sign, as browsers write them; each"
                + " is of `rpId` or a domain below it.")
        @Fallback("")
        @Text(ORIGIN)
        Set<String> origins,
    @Setting(
            "The models of security keys that may be registered, by their AAGUIDs; every one when"
                + " empty. A key says its model itself.")
        @Fallback("")
        @Text(NAME)
        Set<String> models,
    @Setting(
            "Tenants all of whose security keys are lost: the next one needs no signature of"
                + " another key, but two persons. Take the name out again afterwards.")
        @Fallback("")
        Set<Tenant> beginAnew) {

  public SecurityKeySettings {
    origins = Set.copyOf(origins);
    models = Set.copyOf(models);
    beginAnew = Set.copyOf(beginAnew);
  }
}
