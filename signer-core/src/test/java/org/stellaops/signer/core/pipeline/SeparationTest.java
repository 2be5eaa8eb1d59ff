package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.pipeline.SeparationOracle.Asked;
import org.stellaops.signer.core.pipeline.SeparationOracle.Verdict;
import org.stellaops.signer.core.pipeline.SeparationWorld.LifeFacts;

/**
 * One key, one tenant, one use: 10,000 random requests of random tenants, plans, keys, uses, lives
 * and ages, at random moments, are signed where {@link SeparationOracle} says so, by the keys that
 * it says, and nowhere else (K03, K04, KEY-03).
 */
class SeparationTest {

  private static final int WORLDS = 100;
  private static final int REQUESTS = 100;
  private static final long SEED = Long.getLong("stella.seed", 8);

  private static final Set<String> REASONS =
      Set.of(
          "tenant-unknown",
          "tid-unexpected",
          "plan-unknown",
          "predicate-type",
          "feature-keyful",
          "key",
          "key-not-named",
          "key-not-hardware",
          "key-purpose",
          "key-is-release-key",
          "key-is-shared",
          "key-changed",
          "key-prepared",
          "key-suspended",
          "key-retired",
          "key-revoked",
          "key-too-old",
          "catalog-unknown");

  /** How often each reason alone stood against a request; signed ones under the empty text. */
  private final Map<String, Integer> counts = new TreeMap<>();

  @Test
  void k03_anyTenantPlanKeyUseLifeAndAge_signsOnlyWhatTheOracleAllows() {
    Random random = new Random(SEED);
    for (int world = 0; world < WORLDS; world++) {
      requests(world, random);
    }
    assertThat(counts.get("")).as("signed of %s", counts).isGreaterThan(500);
    for (String reason : REASONS) {
      assertThat(counts.getOrDefault(reason, 0)).as("%s of %s", reason, counts).isGreaterThan(10);
    }
    assertThat(counts).hasSize(REASONS.size() + 1);
  }

  private void requests(int number, Random random) {
    SeparationWorld world = SeparationWorld.random(random, SignerFixture.NOW);
    SeparationService service = new SeparationService(world);
    SeparationOracle oracle = new SeparationOracle(world);
    Map<String, LifeFacts> known = new TreeMap<>(world.lives());
    Instant read = service.signer.clock.instant();
    List<String> ids = List.copyOf(new TreeMap<>(world.lives()).keySet());
    for (int request = 0; request < REQUESTS; request++) {
      if (random.nextInt(8) == 0) {
        String id = SeparationWorld.one(random, ids);
        LifeFacts life = SeparationWorld.life(random, service.signer.clock.instant());
        service.changeElsewhere(id, life);
        world.lives().put(id, life);
      }
      Duration silence = silence(random);
      if (silence == null) {
        service.refresh();
        known = new TreeMap<>(world.lives());
        read = service.signer.clock.instant();
      } else {
        Instant until = read.plus(silence);
        Instant before = service.signer.clock.instant();
        if (until.isAfter(before)) {
          service.signer.clock.advance(Duration.between(before, until));
        }
      }
      Instant now = service.signer.clock.instant();
      Asked asked = asked(random, world);
      Verdict expected = oracle.judge(asked, known, now, Duration.between(read, now));
      String told = SeparationService.reason(service.sign(asked));
      Map<String, LifeFacts> then = known;
      Supplier<String> what =
          () ->
              String.join(
                  "\n  ",
                  "-Dstella.seed=" + SEED + ", world " + number + ", at " + now,
                  asked.toString(),
                  "told " + told + ", expected " + expected,
                  then.toString(),
                  world.toString());
      assertThat(service.used()).as(what).isEqualTo(expected.signers());
      if (expected.reasons().isEmpty()) {
        assertThat(told).as(what).isNull();
      } else {
        assertThat(told).as(what).isIn(expected.reasons());
      }
      if (expected.reasons().size() < 2) {
        counts.merge(told == null ? "" : told, 1, Integer::sum);
      }
    }
  }

  /** How long the catalog is silent before a request; null where it has just been read. */
  private static @Nullable Duration silence(Random random) {
    return switch (random.nextInt(24)) {
      case 0 -> Duration.ofSeconds(4);
      case 1 -> Duration.ofMillis(4001);
      case 2 -> Duration.ofSeconds(6);
      case 3, 4 -> Duration.ofSeconds(1);
      default -> null;
    };
  }

  private static Asked asked(Random random, SeparationWorld world) {
    String tenant =
        random.nextInt(25) == 0 ? "gamma" : SeparationWorld.one(random, SeparationWorld.TENANTS);
    SeparationWorld.TenantFacts facts = world.tenants().get(tenant);
    List<String> plans = new ArrayList<>(SeparationWorld.PLANS);
    plans.add("ghost");
    boolean own = facts != null && random.nextInt(8) > 0;
    return new Asked(
        random.nextInt(8) > 0,
        tenant,
        random.nextInt(25) == 0 ? SeparationWorld.one(random, SeparationWorld.TENANTS) : tenant,
        SeparationWorld.one(random, own ? sorted(facts.plans()) : plans),
        random.nextInt(25) > 0,
        SeparationWorld.one(
            random,
            facts != null && random.nextInt(8) > 0 ? sorted(facts.types()) : SeparationWorld.TYPES),
        names(random, facts));
  }

  private static List<String> names(Random random, SeparationWorld.@Nullable TenantFacts tenant) {
    List<String> own = tenant == null ? SeparationWorld.KEYS : List.copyOf(tenant.keys().keySet());
    return switch (random.nextInt(12)) {
      case 0, 1 -> List.of();
      case 2 -> List.of("pair");
      case 3 -> SeparationWorld.some(random, SeparationWorld.KEYS, 1);
      case 4 -> SeparationWorld.some(random, own, 2);
      case 5 -> List.of(SeparationWorld.one(random, List.of("default", "none", "golden")));
      default -> List.of(SeparationWorld.one(random, own));
    };
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}
