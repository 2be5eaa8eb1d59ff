package org.stellaops.signer.core.signing;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.keys.TenantKey;
import org.stellaops.signer.core.lifecycle.Failures;
import org.stellaops.signer.core.signing.SelfTest.Verdict;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.Observations.KeyTest;
import org.stellaops.signer.ports.Observations.KeyTest.Ending;

/**
 * Tests each key that may sign: at once when it is first seen, when it becomes active and when
 * policy is replaced, then again and again. A key that fails signs for nobody until it passes, and
 * is tested more often. Each test has a thread of its own, so that a key that is stuck holds up
 * none of another backend, and none of its own for long. Each node tests for itself.
 */
public final class SelfTests {

  /** So many tests of one backend run at one time; a start must not be a flood to it. */
  static final int MOST_OF_A_BACKEND = 4;

  /** A key that has left so many calls behind is not called again before one of them ends. */
  static final int MOST_LEFT_BEHIND = 3;

  /** After a failure, doubled with each further one. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private static final Duration AGAIN_AT_MOST = Duration.ofSeconds(30);

  /** After a key could not be opened, which leaves no record and may be over at any moment. */
  private static final Duration OPEN_AGAIN = Duration.ofSeconds(2);

  private final Supplier<PolicySnapshot> policies;
  private final KeyRegister register;
  private final SelfTest test;
  private final Supplier<Duration> every;
  private final Executor executor;
  private final Observations observations;
  private final Ticker ticker;
  private final Map<TenantKey, Course> courses = new HashMap<>();
  private final Map<String, Integer> running = new HashMap<>();

  /**
   * @param every how often a key is tested that passes
   * @param executor gives each task a thread of its own; it never runs one on the caller's
   */
  public SelfTests(
      Supplier<PolicySnapshot> policies,
      KeyRegister register,
      SelfTest test,
      Supplier<Duration> every,
      Executor executor,
      Observations observations,
      Ticker ticker) {
    this.policies = policies;
    this.register = register;
    this.test = test;
    this.every = every;
    this.executor = executor;
    this.observations = observations;
    this.ticker = ticker;
  }

  /** What is known of one key. Guarded by the outer object. */
  private static final class Course {

    final BoundedCall calls;
    PolicySnapshot policy;
    KeyRule rule;
    long due;
    boolean running;
    int failures;
    String said = "";
    long saidAt;

    /** Whether people have not heard of this ending for so long. */
    boolean isNews(Verdict verdict, long now, Duration every) {
      ServiceFailure why = verdict.why();
      String says = verdict.ending() + (why == null ? "" : why.reason().word());
      if (says.equals(said) && now - saidAt < every.toNanos()) {
        return false;
      }
      said = says;
      saidAt = now;
      return true;
    }

    Course(PolicySnapshot policy, KeyRule rule, long due, Executor executor) {
      this.policy = policy;
      this.rule = rule;
      this.due = due;
      this.calls = new BoundedCall(executor);
    }
  }

  /** Starts the tests that are due, and returns at once. To be called every second. */
  public synchronized void startDue() {
    PolicySnapshot policy = policies.get();
    long now = ticker.nanos();
    Map<TenantKey, KeyRule> rules = rules(policy);
    courses.keySet().retainAll(rules.keySet());
    register.failing().retain(rules.keySet());
    rules.forEach((key, rule) -> follow(policy, key, rule, now));
    courses.entrySet().stream()
        .filter(each -> isDue(each.getKey(), each.getValue(), now))
        .sorted(Comparator.comparingLong(each -> each.getValue().due - now))
        .toList()
        .forEach(each -> start(each.getKey(), each.getValue()));
  }

  private static Map<TenantKey, KeyRule> rules(PolicySnapshot policy) {
    Map<TenantKey, KeyRule> rules = new HashMap<>();
    policy
        .policies()
        .tenants()
        .forEach(tenant ->
            tenant
                .keys()
                .values()
                .forEach(rule -> rules.put(new TenantKey(tenant.tenant(), rule.name()), rule)));
    return rules;
  }

  @SuppressWarnings("ReferenceEquality") // this very snapshot, not one like it
  private void follow(PolicySnapshot policy, TenantKey key, KeyRule rule, long now) {
    Course course = courses.computeIfAbsent(key, any -> new Course(policy, rule, now, executor));
    // Its backend may be another one now.
    if (course.policy != policy) {
      course.policy = policy;
      course.rule = rule;
      course.due = now;
    }
  }

  private boolean isDue(TenantKey key, Course course, long now) {
    try {
      test.requireTesting(key.tenant(), course.rule);
    } catch (ServiceFailure notNow) {
      // As soon as it may sign, it is tested.
      course.due = now;
      return false;
    }
    return !course.running
        && now - course.due >= 0
        && course.calls.running() < MOST_LEFT_BEHIND
        && running.getOrDefault(course.rule.backend(), 0) < MOST_OF_A_BACKEND;
  }

  private void start(TenantKey key, Course course) {
    PolicySnapshot policy = course.policy;
    KeyRule rule = course.rule;
    if (running.getOrDefault(rule.backend(), 0) >= MOST_OF_A_BACKEND) {
      return;
    }
    course.running = true;
    running.merge(rule.backend(), 1, Integer::sum);
    try {
      executor.execute(() -> run(key, course, policy, rule));
    } catch (Throwable stopping) {
      // Also where no thread can be made: it is due still.
      ended(course, rule);
    }
  }

  private void run(TenantKey key, Course course, PolicySnapshot policy, KeyRule rule) {
    Verdict verdict;
    Told told;
    try {
      verdict = test.of(policy, key.tenant(), rule, course.calls);
      told = judged(key, course, policy, verdict);
    } finally {
      ended(course, rule);
    }
    tell(key, rule, verdict, told);
  }

  private record Told(boolean changed, boolean news) {}

  @SuppressWarnings("ReferenceEquality") // this very snapshot and course, not ones like them
  private synchronized Told judged(
      TenantKey key, Course course, PolicySnapshot policy, Verdict verdict) {
    // Of a policy that was replaced meanwhile it says nothing: its key is tested anew.
    if (policies.get() != policy || courses.get(key) != course) {
      return new Told(false, false);
    }
    boolean news = course.isNews(verdict, ticker.nanos(), every.get());
    boolean changed = changed(key, course, verdict);
    return new Told(changed, changed || news);
  }

  /** Returns whether the key is in another state than before. */
  private boolean changed(TenantKey key, Course course, Verdict verdict) {
    ServiceFailure why = verdict.why();
    boolean failed = verdict.ending() == Ending.FAILED;
    boolean before = register.failing().why(key).isPresent();
    if (verdict.ending() == Ending.PASSED) {
      register.failing().passed(key);
      course.failures = 0;
      course.due = ticker.nanos() + every.get().toNanos();
      return before;
    }
    if (failed && why != null) {
      register.failing().failed(key, why.reason());
      course.failures++;
    }
    course.due = ticker.nanos() + pause(course, verdict).toNanos();
    return failed && !before;
  }

  private Duration pause(Course course, Verdict verdict) {
    ServiceFailure why = verdict.why();
    boolean lasting = why != null && why.reason().isLasting();
    if (verdict.record() == null && verdict.ending() == Ending.FAILED && !lasting) {
      return OPEN_AGAIN;
    }
    Duration doubled = AGAIN.multipliedBy(1L << Math.min(8, Math.max(0, course.failures - 1)));
    return Stream.of(doubled, AGAIN_AT_MOST, every.get()).min(Comparator.naturalOrder()).get();
  }

  private synchronized void ended(Course course, KeyRule rule) {
    course.running = false;
    running.merge(rule.backend(), -1, Integer::sum);
  }

  private void tell(TenantKey key, KeyRule rule, Verdict verdict, Told said) {
    ServiceFailure why = verdict.why();
    KeyTest told =
        new KeyTest(
            key.toString(),
            rule.keyClass(),
            verdict.ending(),
            why == null ? "" : why.reason().word(),
            why == null ? "" : Failures.cause(why),
            verdict.record() == null ? "" : verdict.record().id().value(),
            said.changed(),
            said.news());
    try {
      observations.tested(told);
    } catch (RuntimeException broken) {
      // An observer that breaks its promise changes nothing of the key's state.
      return;
    }
  }

  /**
   * How the keys of the policy in force stand that may sign, but for their tests.
   *
   * @param keys how many there are
   * @param failing why the last test failed of those that sign nothing now, by {@code tenant/name}
   */
  public record Standing(int keys, SortedMap<String, String> failing) {

    /** Whether any key can sign, or there is none. */
    public boolean isAnyLeft() {
      return failing.isEmpty() || failing.size() < keys;
    }
  }

  /** What is known now; asks no key. */
  public Standing standing() {
    List<TenantKey> live =
        rules(policies.get()).keySet().stream()
            .filter(key ->
                register
                    .obstacleInLife(key.tenant(), key.key())
                    .filter(why -> why != Reason.KEY_NOT_ENROLLED)
                    .isEmpty())
            .toList();
    SortedMap<String, String> failing = new TreeMap<>();
    for (TenantKey key : live) {
      @Nullable Reason why = register.failing().why(key).orElse(null);
      if (why != null) {
        failing.put(key.toString(), why.word());
      }
    }
    return new Standing(live.size(), failing);
  }
}
