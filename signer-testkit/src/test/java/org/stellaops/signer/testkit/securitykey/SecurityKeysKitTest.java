package org.stellaops.signer.testkit.securitykey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.SecurityKeyStore;
import org.stellaops.signer.testkit.KitRun;
import org.stellaops.signer.testkit.StoreBench;

/** Each store that is broken in one way fails at least the test that is meant for it. */
class SecurityKeysKitTest {

  /** Passes everything on; each broken store overrides the step that it breaks. */
  private static class Broken implements SecurityKeyStore {

    final SecurityKeyStore sound;

    Broken(SecurityKeyStore sound) {
      this.sound = sound;
    }

    @Override
    public boolean add(SecurityKey key, Deadline deadline) {
      return sound.add(key, deadline);
    }

    @Override
    public boolean step(SecurityKey after, Deadline deadline) {
      return sound.step(after, deadline);
    }

    @Override
    public boolean count(Tenant tenant, AuditId key, long from, long to, Deadline deadline) {
      return sound.count(tenant, key, from, to, deadline);
    }

    @Override
    public List<SecurityKey> of(Tenant tenant, Deadline deadline) {
      return sound.of(tenant, deadline);
    }

    @Override
    public void open(Challenge challenge, Instant now, Deadline deadline) {
      sound.open(challenge, now, deadline);
    }

    @Override
    public Optional<Challenge> take(Tenant tenant, Bytes nonce, Deadline deadline) {
      return sound.take(tenant, nonce, deadline);
    }
  }

  @Test
  void kit_soundStore_passes() {
    assertThat(failures(UnaryOperator.identity())).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("brokenStores")
  void kit_brokenStore_failsTheTestMeantForIt(
      String test, String mistake, UnaryOperator<SecurityKeyStore> breaking) {
    assertThat(failures(breaking)).as(mistake).contains(test);
  }

  static Stream<Arguments> brokenStores() {
    return Stream.of(
        broken(
            "add_credentialThatIsKnown_addsNothing_alsoInAnotherTenant",
            "says that it added what it did not",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean add(SecurityKey key, Deadline deadline) {
                    super.add(key, deadline);
                    return true;
                  }
                }),
        broken(
            "add_key_isFoundAsItIs_onEveryNode",
            "tells the newest first",
            sound ->
                new Broken(sound) {
                  @Override
                  public List<SecurityKey> of(Tenant tenant, Deadline deadline) {
                    return super.of(tenant, deadline).reversed();
                  }
                }),
        broken(
            "step_next_isAdded_andTheOnesBeforeStay",
            "keeps no proof",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean step(SecurityKey after, Deadline deadline) {
                    Step last = after.last();
                    SecurityKey before =
                        new SecurityKey(
                            after.tenant(),
                            after.id(),
                            after.owner(),
                            after.credentialId(),
                            after.publicKey(),
                            after.signCount(),
                            after.model(),
                            after.label(),
                            after.transports(),
                            after.steps().subList(0, after.steps().size() - 1));
                    return super.step(
                        before.with(new Step(last.deed(), last.at(), last.act(), null)), deadline);
                  }
                }),
        broken(
            "step_thatIsNotNext_addsNothing",
            "says that it added what it did not",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean step(SecurityKey after, Deadline deadline) {
                    super.step(after, deadline);
                    return true;
                  }
                }),
        broken(
            "step_manyAtOnce_oneIsFirst",
            "lets every caller be the first",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean step(SecurityKey after, Deadline deadline) {
                    super.step(after, deadline);
                    return true;
                  }
                }),
        broken(
            "count_onlyFromWhatItIs",
            "counts from anywhere",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean count(
                      Tenant tenant, AuditId key, long from, long to, Deadline deadline) {
                    return super.count(tenant, key, from, to, deadline) || from < to;
                  }
                }),
        broken(
            "count_manyAtOnce_oneIsFirst",
            "lets every caller count",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean count(
                      Tenant tenant, AuditId key, long from, long to, Deadline deadline) {
                    super.count(tenant, key, from, to, deadline);
                    return true;
                  }
                }),
        broken(
            "count_stays_isCounted",
            "takes a counter that stays for one that went back",
            sound ->
                new Broken(sound) {
                  @Override
                  public boolean count(
                      Tenant tenant, AuditId key, long from, long to, Deadline deadline) {
                    return from != to && super.count(tenant, key, from, to, deadline);
                  }
                }),
        broken(
            "take_challenge_isThereOnce_onAnyNode",
            "gives a challenge again and again",
            sound ->
                new Broken(sound) {
                  private final Map<Bytes, Challenge> all = new HashMap<>();

                  @Override
                  public void open(Challenge challenge, Instant now, Deadline deadline) {
                    all.put(challenge.nonce(), challenge);
                    super.open(challenge, now, deadline);
                  }

                  @Override
                  public Optional<Challenge> take(Tenant tenant, Bytes nonce, Deadline deadline) {
                    Optional<Challenge> first = super.take(tenant, nonce, deadline);
                    return first.isPresent() ? first : Optional.ofNullable(all.get(nonce));
                  }
                }),
        broken(
            "take_manyAtOnce_oneHasIt",
            "gives a challenge to everybody",
            sound ->
                new Broken(sound) {
                  private final Map<Bytes, Challenge> all = new HashMap<>();

                  @Override
                  public void open(Challenge challenge, Instant now, Deadline deadline) {
                    all.put(challenge.nonce(), challenge);
                  }

                  @Override
                  public Optional<Challenge> take(Tenant tenant, Bytes nonce, Deadline deadline) {
                    return Optional.ofNullable(all.get(nonce));
                  }
                }),
        broken(
            "open_forgetsWhatIsOver_andTheOldestOfTooMany",
            "forgets nothing",
            sound ->
                new Broken(sound) {
                  private final Map<Bytes, Challenge> all = new HashMap<>();

                  @Override
                  public void open(Challenge challenge, Instant now, Deadline deadline) {
                    all.put(challenge.nonce(), challenge);
                  }

                  @Override
                  public synchronized Optional<Challenge> take(
                      Tenant tenant, Bytes nonce, Deadline deadline) {
                    return Optional.ofNullable(all.remove(nonce));
                  }
                }));
  }

  private static Arguments broken(
      String test, String mistake, UnaryOperator<SecurityKeyStore> breaking) {
    return Arguments.of(test, mistake, breaking);
  }

  private static SortedSet<String> failures(UnaryOperator<SecurityKeyStore> breaking) {
    return KitRun.failures(() -> new Stored(breaking));
  }

  private static final class Stored extends SecurityKeyStoreContract {
    private final UnaryOperator<SecurityKeyStore> breaking;

    Stored(UnaryOperator<SecurityKeyStore> breaking) {
      this.breaking = breaking;
    }

    @Override
    protected StoreBench<SecurityKeyStore> bench() {
      return InMemorySecurityKeysTest.bench(breaking);
    }
  }
}
