package org.stellaops.signer.testkit.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.EntitlementArchive;

/** The entitlement archive in memory. */
public final class InMemoryArchive implements EntitlementArchive {

  private final Map<ProofOf, LastKnown> answers = new HashMap<>();
  private final Map<LicenceOf, Long> versions = new HashMap<>();

  @Override
  public synchronized Optional<LastKnown> find(Tenant tenant, Digest proof, Deadline deadline) {
    require(deadline);
    return Optional.ofNullable(answers.get(new ProofOf(tenant, proof)))
        .filter(a -> a.version() >= versions.getOrDefault(new LicenceOf(tenant, a.licence()), 0L));
  }

  @Override
  public synchronized Kept keep(Tenant tenant, LastKnown answer, Deadline deadline) {
    long highest = raise(tenant, answer.licence(), answer.version(), deadline);
    if (highest != answer.version()) {
      return new Kept(highest, Optional.empty());
    }
    Optional<LastKnown> newer =
        answers.entrySet().stream()
            .filter(kept -> kept.getKey().tenant().equals(tenant))
            .map(Map.Entry::getValue)
            .filter(kept -> stands(kept, answer))
            .findFirst();
    if (newer.isEmpty()) {
      answers.put(new ProofOf(tenant, answer.proof()), answer);
    }
    return new Kept(highest, newer);
  }

  private static boolean stands(LastKnown kept, LastKnown answer) {
    boolean revoked =
        answer.active()
            && !kept.active()
            && kept.licence().equals(answer.licence())
            && kept.version() == answer.version()
            && kept.signedAt().isAfter(answer.signedAt());
    return revoked || (kept.proof().equals(answer.proof()) && kept.supersedes(answer));
  }

  @Override
  public synchronized long raise(Tenant tenant, String licence, long version, Deadline deadline) {
    require(deadline);
    return versions.merge(new LicenceOf(tenant, licence), version, Math::max);
  }

  /** How many answers are kept. */
  public synchronized int size() {
    return answers.size();
  }

  private static void require(Deadline deadline) {
    if (Thread.currentThread().isInterrupted() || deadline.hasPassed()) {
      throw new DependencyUnavailable(Dependency.JOURNAL, false, "out of time");
    }
  }

  private record ProofOf(Tenant tenant, Digest proof) {}

  private record LicenceOf(Tenant tenant, String licence) {}
}
