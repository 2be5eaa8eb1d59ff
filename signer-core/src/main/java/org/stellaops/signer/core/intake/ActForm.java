package org.stellaops.signer.core.intake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;

/** How answers tell what a person did. */
public final class ActForm {

  private ActForm() {}

  /**
   * @param proof what a security key signed about it, in RFC 8785 form; null for none
   */
  public static CanonicalWriter of(Enum<?> deed, Instant at, Act act, @Nullable Bytes proof) {
    CanonicalWriter form = of(deed, at, act);
    return proof == null ? form : form.canonical("proof", proof);
  }

  public static CanonicalWriter of(Enum<?> deed, Instant at, Act act) {
    Person person = act.person();
    CanonicalWriter form =
        CanonicalWriter.object()
            .time("at", at)
            .string("client", person.client().value())
            .string("deed", Labels.of(deed))
            .string("reason", act.reason());
    if (act.audit() != null) {
      form.string("auditId", act.audit().value());
    }
    if (person.issuer() != null) {
      form.string("issuer", person.issuer().value());
    }
    if (person.person() != null) {
      form.string("person", person.person().value());
    }
    if (person.subject() != null) {
      form.string("subject", person.subject().value());
    }
    if (person.tenant() != null) {
      form.string("tenant", person.tenant().value());
    }
    return form;
  }
}
