package org.stellaops.signer.core.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.stellaops.signer.core.pipeline.SeparationWorld.KeyFacts;
import org.stellaops.signer.core.pipeline.SeparationWorld.LifeFacts;
import org.stellaops.signer.core.pipeline.SeparationWorld.PlanFacts;
import org.stellaops.signer.core.pipeline.SeparationWorld.State;
import org.stellaops.signer.core.pipeline.SeparationWorld.TenantFacts;

/**
 * Says which request may be signed, and by which keys, from what docs/keys.md, docs/errors.md and
 * docs/configuration.md say. It is written from the pages and shares no code with the core.
 */
final class SeparationOracle {

  /** "Signs nothing once it has not been able to [read the catalog] for four [seconds]." */
  private static final Duration KNOWN_FOR = Duration.ofSeconds(4);

  private static final Set<State> ENDED = Set.of(State.RETIRED, State.REVOKED);

  private final SeparationWorld world;

  SeparationOracle(SeparationWorld world) {
    this.world = world;
  }

  /**
   * One request.
   *
   * @param embedded whether the caller is one in this process, and not one with a token
   * @param proofTenant whom the Proof of Entitlement names
   * @param keyful whether the proof includes keyful signing
   * @param asked names of keys or one profile; none where policy is to choose
   */
  record Asked(
      boolean embedded,
      String tenant,
      String proofTenant,
      String plan,
      boolean keyful,
      String type,
      List<String> asked) {}

  /**
   * @param reasons why not; any of them may be told, none where it is to be signed
   * @param signers the keys that sign it, all of them and no other
   */
  record Verdict(Set<String> reasons, Set<String> signers) {}

  /**
   * @param known the lives of keys as the service last read them
   * @param silent how long ago that was
   */
  Verdict judge(Asked asked, Map<String, LifeFacts> known, Instant now, Duration silent) {
    TenantFacts tenant = world.tenants().get(asked.tenant());
    if (tenant == null) {
      return new Verdict(Set.of("tenant-unknown"), Set.of());
    }
    Set<String> reasons = new TreeSet<>();
    if (!asked.proofTenant().equals(asked.tenant())) {
      reasons.add("tid-unexpected");
    }
    if (!tenant.types().contains(asked.type())) {
      reasons.add("predicate-type");
    }
    if (silent.compareTo(KNOWN_FOR) > 0) {
      reasons.add("catalog-unknown");
    }
    if (!tenant.plans().contains(asked.plan()) || !world.plans().containsKey(asked.plan())) {
      reasons.add("plan-unknown");
      return new Verdict(reasons, Set.of());
    }
    PlanFacts plan = world.plans().get(asked.plan());
    if (!plan.keyful() || !asked.keyful()) {
      reasons.add("feature-keyful");
    }
    Set<String> signers = new TreeSet<>();
    for (String name : named(asked, tenant, reasons)) {
      String signer = newest(asked.tenant(), tenant, name, known);
      KeyFacts key = tenant.keys().get(signer);
      if (!key.plans().contains(asked.plan())) {
        reasons.add("key");
      }
      if (!isFor(key, asked.type())) {
        reasons.add("key-purpose");
      }
      if (plan.hardwareOnly() && !key.hardware()) {
        reasons.add("key-not-hardware");
      }
      use(key, reasons);
      if (hasLife(key)) {
        life(known.get(SeparationWorld.id(asked.tenant(), signer)), now, reasons);
      }
      signers.add(SeparationWorld.id(asked.tenant(), signer));
    }
    return new Verdict(reasons, reasons.isEmpty() ? signers : Set.of());
  }

  /** "Its purpose: the types of the statements that it may sign; all when not written." */
  private static boolean isFor(KeyFacts key, String type) {
    return key.types().isEmpty() || key.types().contains(type);
  }

  /** The tenant's keys that are asked for; empty, with a reason, where that cannot be said. */
  private static List<String> named(Asked asked, TenantFacts tenant, Set<String> reasons) {
    List<String> names = new ArrayList<>(asked.asked());
    if (names.size() == 1 && tenant.profiles().containsKey(names.get(0))) {
      names = tenant.profiles().get(names.get(0));
    } else if (names.isEmpty() && tenant.profiles().containsKey("default")) {
      names = tenant.profiles().get("default");
    } else if (names.isEmpty()) {
      Map<String, KeyFacts> first = new LinkedHashMap<>(tenant.keys());
      first
          .values()
          .removeIf(key ->
              !key.plans().contains(asked.plan())
                  || key.replaces() != null
                  || !isFor(key, asked.type()));
      names = List.copyOf(first.keySet());
      if (names.size() != 1) {
        reasons.add(names.isEmpty() ? "key" : "key-not-named");
        return List.of();
      }
    }
    for (String name : names) {
      KeyFacts key = tenant.keys().get(name);
      if (key == null || !key.plans().contains(asked.plan())) {
        reasons.add("key");
        return List.of();
      }
    }
    return names;
  }

  /** "Callers go on naming the old key, or nothing: the newest active key of the line signs." */
  private static String newest(
      String tenant, TenantFacts facts, String asked, Map<String, LifeFacts> known) {
    List<String> line = new ArrayList<>(List.of(asked));
    for (int at = 0; at < line.size(); at++) {
      String before = line.get(at);
      facts.keys().entrySet().stream()
          .filter(each -> before.equals(each.getValue().replaces()))
          .forEach(each -> line.add(each.getKey()));
    }
    for (int at = line.size() - 1; at > 0; at--) {
      LifeFacts life = known.get(SeparationWorld.id(tenant, line.get(at)));
      if (life.state() == State.ACTIVE && hasLife(facts.keys().get(line.get(at)))) {
        return line.get(at);
      }
    }
    return hasLife(facts.keys().get(asked))
            && ENDED.contains(known.get(SeparationWorld.id(tenant, asked)).state())
        ? mayYetSign(tenant, facts, line, known)
        : asked;
  }

  /**
   * "Where the old key has ended and one that replaces it may yet sign, that one's state tells."
   */
  private static String mayYetSign(
      String tenant, TenantFacts facts, List<String> line, Map<String, LifeFacts> known) {
    String prepared = line.get(0);
    for (int at = line.size() - 1; at > 0; at--) {
      State state = known.get(SeparationWorld.id(tenant, line.get(at))).state();
      if (!hasLife(facts.keys().get(line.get(at))) || state == State.SUSPENDED) {
        return line.get(at);
      }
      if (state == State.PREPARED && prepared.equals(line.get(0))) {
        prepared = line.get(at);
      }
    }
    return prepared;
  }

  /** "Nor does a key get a second name: its life would begin anew there." */
  private static boolean hasLife(KeyFacts key) {
    return key.use() != SeparationWorld.Use.SECOND_NAME;
  }

  private static void use(KeyFacts key, Set<String> reasons) {
    switch (key.use()) {
      case SIGNING -> {}
      case RELEASES_TOO -> reasons.add("key-is-release-key");
      case SECOND_NAME -> reasons.add("key-is-shared");
      case MOVED -> reasons.add("key-changed");
    }
  }

  private void life(LifeFacts life, Instant now, Set<String> reasons) {
    switch (life.state()) {
      case PREPARED -> reasons.add("key-prepared");
      case RETIRED -> reasons.add("key-retired");
      case SUSPENDED -> reasons.add("key-suspended");
      case REVOKED -> reasons.add("key-revoked");
      case ACTIVE, RETIRING -> {
        Instant activated = life.activated();
        if (world.maximumAge() != null
            && activated != null
            && Duration.between(activated, now).compareTo(world.maximumAge()) > 0) {
          reasons.add("key-too-old");
        }
      }
    }
  }
}
