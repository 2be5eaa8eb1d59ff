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
        .filter(a -> a.version() >= versions.getOrDefault(new LicenceOf(tenant, a.licence()), 0L))
        .filter(a -> revocation(tenant, a).isEmpty());
  }

  @Override
  public synchronized Kept keep(Tenant tenant, LastKnown answer, Deadline deadline) {
    long highest = raise(tenant, answer.licence(), answer.version(), deadline);
    if (highest != answer.version()) {
      return new Kept(highest, Optional.empty());
    }
    LastKnown stands =
        answers.merge(
            new ProofOf(tenant, answer.proof()),
            answer,
            (kept, came) -> kept.supersedes(came) ? kept : came);
    return new Kept(
        highest,
        revocation(tenant, stands)
            .or(() -> Optional.of(stands).filter(newer -> !newer.equals(answer))));
  }

  private Optional<LastKnown> revocation(Tenant tenant, LastKnown answer) {
    return answers.entrySet().stream()
        .filter(kept -> kept.getKey().tenant().equals(tenant))
        .map(Map.Entry::getValue)
        .filter(kept -> kept.revokes(answer))
        .findFirst();
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
