package org.stellaops.signer.core.securitykey;

import org.stellaops.signer.core.caller.Caller;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.ports.SealStore.Person;

/** How documents that are signed tell who a person is. */
final class PersonForm {

  private PersonForm() {}

  static CanonicalWriter of(Person person) {
    CanonicalWriter form = CanonicalWriter.object().string("client", person.client().value());
    if (person.issuer() != null) {
      form.string("issuer", person.issuer().value());
    }
    if (person.person() != null) {
      form.string("person", person.person().value());
    }
    if (person.tenant() != null) {
      form.string("tenant", person.tenant().value());
    }
    return form;
  }

  static Person of(Caller caller) {
    return new Person(
        caller.issuer().orElse(null),
        caller.tenant(),
        caller.client(),
        caller.person().orElse(null),
        caller.subject().orElse(null));
  }
}
