package org.stellaops.signer.ports;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.PersonId;

/**
 * Who acts, as far as two acts can be told apart by it. Neither tenant nor issuer is part of it:
 * nobody becomes a second person by speaking for two tenants, or by having tokens of two
 * Authorities.
 *
 * @param person who uses the client; null, or the client's own id, for one that acts for itself
 */
public record ActingPerson(ClientId client, @Nullable PersonId person) {

  public ActingPerson {
    if (person != null && person.value().equals(client.value())) {
      person = null;
    }
  }

  /**
   * Whether both acts are certainly of two persons. Not where they have one name, be it a person's
   * or a client's, and not where one is a client's own and the other of a person who uses that
   * client: whoever holds a client's credentials may use it as well. So this is no equivalence: a
   * client is no other person than each of those who use it, and those are others than each other.
   */
  public boolean isAnotherThan(ActingPerson that) {
    boolean oneIsTheClient = person == null || that.person == null;
    return !name().equals(that.name()) && !(oneIsTheClient && client.equals(that.client));
  }

  private String name() {
    return person == null ? client.value() : person.value();
  }
}
