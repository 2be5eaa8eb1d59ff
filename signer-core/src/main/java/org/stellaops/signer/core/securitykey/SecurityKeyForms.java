package org.stellaops.signer.core.securitykey;

import java.util.List;
import org.stellaops.signer.core.intake.ActForm;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SecurityKeyStore.SecurityKey;

/** How answers tell security keys. They are also what an offline verifier is given to trust. */
final class SecurityKeyForms {

  private static final String SCHEMA = "https://stella-ops.org/schemas/signer/security-keys/v1";

  private SecurityKeyForms() {}

  static CanonicalWriter keys(SecurityKeyRules rules, List<SecurityKey> keys, Person asking) {
    return CanonicalWriter.object()
        .strings("origins", rules.party().origins().stream().sorted().toList())
        .string("rpId", rules.party().id())
        .string("schema", SCHEMA)
        .objects("securityKeys", keys.stream().map(key -> key(key, asking)).toList());
  }

  private static CanonicalWriter key(SecurityKey key, Person asking) {
    return CanonicalWriter.object()
        .string("credentialId", key.credentialId().base64Url())
        .objects(
            "history",
            key.steps().stream()
                .map(step -> ActForm.of(step.deed(), step.at(), step.act(), step.proof()))
                .toList())
        .string("id", key.id().value())
        .string("label", key.label())
        .string("model", key.model())
        .bool("own", key.owner().equals(asking))
        .object("owner", PersonForm.of(key.owner()))
        .string("publicKey", key.publicKey().base64Url())
        .number("signCount", key.signCount())
        .string("state", SecurityKeyState.of(key).label())
        .strings("transports", key.transports());
  }
}
