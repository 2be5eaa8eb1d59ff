package org.stellaops.signer.ports;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.PersonId;

/**
 * Who acts, as far as two acts can be told apart by it. Neither tenant nor issuer is part of it:
 * nobody becomes a second person by speaking for two tenants, or by having tokens of two
 * Authorities.
 *
 * @param person who uses the client; null, or the client's own id, for one that acts for itself
 * @param subject whom the Authority says a client that acts for itself acts for (claim {@code
 *     sub}); null where that is its own id, where {@code person} says it, and where it is not known
 */
public record ActingPerson(ClientId client, @Nullable PersonId person, @Nullable PersonId subject) {

  public ActingPerson {
    if (isClient(client, person)) {
      person = null;
    }
    if (person != null || isClient(client, subject)) {
      subject = null;
    }
  }

  private static boolean isClient(ClientId client, @Nullable PersonId id) {
    return id != null && id.value().equals(client.value());
  }

  /**
   * Whether both acts are certainly of two persons. Not where they have a name in common, be it a
   * person's, a client's or its subject's, and not where one is a client's own and the other of a
   * person who uses that client: whoever holds a client's credentials may use it as well. A subject
   * makes no second person of one client, since not every Authority has one of its own for each; it
   * only takes away that two are different. So this is no equivalence: a client is no other person
   * than each of those who use it, and those are others than each other.
   */
  public boolean isAnotherThan(ActingPerson that) {
    boolean oneIsTheClient = person == null || that.person == null;
    return Collections.disjoint(names(), that.names())
        && !(oneIsTheClient && client.equals(that.client));
  }

  private Set<String> names() {
    Set<String> names = new HashSet<>();
    names.add(person == null ? client.value() : person.value());
    if (subject != null) {
      names.add(subject.value());
    }
    return names;
  }
}
