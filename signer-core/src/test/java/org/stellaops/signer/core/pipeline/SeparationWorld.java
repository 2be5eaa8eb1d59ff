package org.stellaops.signer.core.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wrote down for one service, at random and as plain text: tenants, plans and keys
 * with their lives. Names of keys are the same at every tenant, so that a mix-up shows.
 *
 * @param maximumAge null for no such bound
 * @param lives by {@link #id}; changes while the service runs
 */
record SeparationWorld(
    Map<String, PlanFacts> plans,
    Map<String, TenantFacts> tenants,
    @Nullable Duration maximumAge,
    Map<String, LifeFacts> lives) {

  static final List<String> TENANTS = List.of("acme", "beta");
  static final List<String> KEYS = List.of("alpha", "bravo", "charlie", "delta");
  static final List<String> TYPES =
      List.of("https://example.org/one/v1", "https://example.org/two/v1", "https://example.org/3");
  static final List<String> PLANS = List.of("pro", "gold", "vault", "free");
  private static final Duration YEAR = Duration.ofDays(365);

  /** What a key is for. */
  enum Use {
    SIGNING,
    /** It is one of the platform's release keys as well. */
    RELEASES_TOO,
    /** It is the same key as another, under a second name. */
    SECOND_NAME,
    /** Its name leads to another key than the one that was enrolled. */
    MOVED
  }

  enum State {
    PREPARED,
    ACTIVE,
    RETIRING,
    RETIRED,
    SUSPENDED,
    REVOKED
  }

  record PlanFacts(boolean keyful, boolean hardwareOnly) {}

  record TenantFacts(
      Set<String> plans,
      Set<String> types,
      Map<String, KeyFacts> keys,
      Map<String, List<String>> profiles) {}

  /**
   * @param types those that it signs; none for all of the tenant's
   * @param enrolled whether the catalog knew it before the service began
   * @param prepared how it begins where the catalog did not
   */
  record KeyFacts(
      Set<String> plans,
      Set<String> types,
      boolean hardware,
      @Nullable String replaces,
      Use use,
      boolean enrolled,
      boolean prepared) {}

  record LifeFacts(State state, @Nullable Instant activated) {}

  static String id(String tenant, String key) {
    return tenant + "/" + key;
  }

  KeyFacts key(String tenant, String name) {
    return tenants.get(tenant).keys().get(name);
  }

  static SeparationWorld random(Random random, Instant now) {
    Map<String, PlanFacts> plans = new LinkedHashMap<>();
    plans.put("pro", new PlanFacts(true, false));
    plans.put("gold", new PlanFacts(true, false));
    plans.put("vault", new PlanFacts(true, true));
    plans.put("free", new PlanFacts(random.nextInt(4) == 0, false));
    Map<String, TenantFacts> tenants = new LinkedHashMap<>();
    TENANTS.forEach(tenant -> tenants.put(tenant, tenant(random)));
    Duration maximumAge = random.nextInt(3) == 0 ? null : YEAR;
    SeparationWorld world = new SeparationWorld(plans, tenants, maximumAge, new TreeMap<>());
    tenants.forEach((tenant, facts) ->
        facts
            .keys()
            .forEach((name, key) ->
                world.lives.put(
                    id(tenant, name), key.enrolled() ? life(random, now) : begin(key, now))));
    return world;
  }

  private static LifeFacts begin(KeyFacts key, Instant now) {
    return key.prepared() ? new LifeFacts(State.PREPARED, null) : new LifeFacts(State.ACTIVE, now);
  }

  private static TenantFacts tenant(Random random) {
    List<String> types = some(random, TYPES, 2);
    Map<String, KeyFacts> keys = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    String before = null;
    for (String name : KEYS) {
      if (names.isEmpty() || random.nextInt(4) > 0) {
        boolean successor = before != null && random.nextInt(3) == 0;
        Set<String> purpose =
            successor
                ? keys.get(before).types()
                : random.nextInt(3) == 0 ? Set.copyOf(some(random, types, 2)) : Set.of();
        Use use = use(random, names.isEmpty());
        keys.put(name, key(random, purpose, successor ? before : null, use));
        names.add(name);
        before = name;
      }
    }
    Map<String, List<String>> profiles = new LinkedHashMap<>();
    profiles.put("pair", some(random, names, 2));
    if (random.nextInt(3) == 0) {
      profiles.put("default", some(random, names, 1));
    }
    return new TenantFacts(Set.copyOf(some(random, PLANS, 3)), Set.copyOf(types), keys, profiles);
  }

  /** The first key of a tenant has no other use: a second name has to be that of some key. */
  private static Use use(Random random, boolean first) {
    return first || random.nextInt(6) > 0 ? Use.SIGNING : Use.values()[1 + random.nextInt(3)];
  }

  private static KeyFacts key(
      Random random, Set<String> types, @Nullable String replaces, Use use) {
    return new KeyFacts(
        new TreeSet<>(random.nextInt(3) == 0 ? PLANS : some(random, PLANS, 3)),
        types,
        random.nextInt(3) > 0,
        replaces,
        use,
        use != Use.SECOND_NAME && (use != Use.SIGNING || random.nextInt(4) > 0),
        random.nextInt(4) == 0);
  }

  /** A life that a key may have come to by {@code now}; the bound of its age is hit exactly too. */
  static LifeFacts life(Random random, Instant now) {
    State state =
        random.nextInt(5) < 3
            ? State.ACTIVE
            : State.values()[random.nextInt(State.values().length)];
    Duration age =
        switch (random.nextInt(8)) {
          case 0 -> YEAR;
          case 1 -> YEAR.plusMillis(1);
          case 2 -> YEAR.minusMillis(1);
          case 3 -> YEAR.multipliedBy(2);
          default -> Duration.ofDays(random.nextInt(300));
        };
    return new LifeFacts(state, state == State.PREPARED ? null : now.minus(age));
  }

  /** Up to {@code most} different ones, one at least. */
  static List<String> some(Random random, List<String> all, int most) {
    Set<String> chosen = new TreeSet<>();
    int wanted = 1 + random.nextInt(Math.min(most, all.size()));
    while (chosen.size() < wanted) {
      chosen.add(one(random, all));
    }
    return List.copyOf(chosen);
  }

  static String one(Random random, List<String> all) {
    return all.get(random.nextInt(all.size()));
  }
}
