package org.stellaops.signer.testkit.securitykey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.ports.SecurityKeyStore;

/** Security keys in memory. Keeps the whole contract but durability. */
public final class InMemorySecurityKeys implements SecurityKeyStore {

  private final List<SecurityKey> keys = new ArrayList<>();
  private final List<Challenge> challenges = new ArrayList<>();

  @Override
  public synchronized boolean add(SecurityKey key, Deadline deadline) {
    boolean known =
        keys.stream()
            .anyMatch(each ->
                each.credentialId().equals(key.credentialId())
                    || (each.id().equals(key.id()) && each.tenant().equals(key.tenant())));
    if (!known) {
      keys.add(key);
    }
    return !known;
  }

  @Override
  public synchronized boolean step(SecurityKey after, Deadline deadline) {
    int at = at(after.tenant(), after.id());
    if (at < 0 || keys.get(at).steps().size() != after.steps().size() - 1) {
      return false;
    }
    keys.set(at, keys.get(at).with(after.last()));
    return true;
  }

  @Override
  public synchronized boolean count(
      Tenant tenant, AuditId id, long from, long to, Deadline deadline) {
    int at = at(tenant, id);
    if (at < 0 || keys.get(at).signCount() != from) {
      return false;
    }
    SecurityKey key = keys.get(at);
    keys.set(
        at,
        new SecurityKey(
            key.tenant(),
            key.id(),
            key.owner(),
            key.credentialId(),
            key.publicKey(),
            to,
            key.model(),
            key.label(),
            key.transports(),
            key.steps()));
    return true;
  }

  private int at(Tenant tenant, AuditId id) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).tenant().equals(tenant) && keys.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public synchronized List<SecurityKey> of(Tenant tenant, Deadline deadline) {
    return keys.stream().filter(each -> each.tenant().equals(tenant)).toList();
  }

  @Override
  public synchronized void open(Challenge challenge, Instant now, Deadline deadline) {
    challenges.removeIf(each -> !now.isBefore(each.expires()));
    challenges.add(challenge);
    List<Challenge> own =
        challenges.stream()
            .filter(each -> each.tenant().equals(challenge.tenant()))
            .filter(each -> isOf(each, challenge.person()))
            .toList();
    if (own.size() > MOST_CHALLENGES) {
      challenges.removeAll(own.subList(0, own.size() - MOST_CHALLENGES));
    }
  }

  @Override
  public synchronized Optional<Challenge> take(Tenant tenant, Bytes nonce, Deadline deadline) {
    Optional<Challenge> found =
        challenges.stream()
            .filter(each -> each.tenant().equals(tenant) && each.nonce().equals(nonce))
            .findFirst();
    found.ifPresent(challenges::remove);
    return found;
  }

  private static boolean isOf(Challenge challenge, Person person) {
    return challenge.person().client().equals(person.client())
        && Objects.equals(challenge.person().person(), person.person());
  }
}
