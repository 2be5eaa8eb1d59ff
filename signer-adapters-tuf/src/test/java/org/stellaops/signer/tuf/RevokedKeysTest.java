package org.stellaops.signer.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufOutcome.Refused;
import org.stellaops.signer.ports.tuf.TufOutcome.UpToDate;
import org.stellaops.signer.testkit.tuf.InMemoryTufState;
import org.stellaops.signer.testkit.tuf.SampleTufRepository;
import org.stellaops.signer.testkit.tuf.SampleTufRepository.Role;

/**
 * What is kept, under a root that an earlier update brought before it broke off: keys that the root
 * takes away count no more, and versions may begin anew where it does (specification 5.3.11).
 */
class RevokedKeysTest {

  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");
  private static final String NAME = "trusted_root.json";
  private static final Bytes BAD = Bytes.utf8("{\"a\":1}");
  private static final Bytes GOOD = Bytes.utf8("{\"a\":2}");

  private final SampleTufRepository repository = new SampleTufRepository(END, NAME, BAD);
  private final InMemoryTufState state = new InMemoryTufState();

  private TufOutcome update() {
    return new TufUpdates().update(repository, state, repository.firstRoot(), List.of(NAME), NOW);
  }

  private void assertTarget(Bytes content) {
    TufOutcome outcome = update();
    assertThat(outcome).isInstanceOf(UpToDate.class);
    assertThat(((UpToDate) outcome).targets()).containsEntry(NAME, content);
  }

  private void assertRefused(Problem problem, String naming) {
    TufOutcome outcome = update();
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).problem()).as(outcome.toString()).isEqualTo(problem);
    assertThat(((Refused) outcome).what()).contains(naming);
  }

  private void breakOffAt(String file) {
    repository.cutAt(file);
    assertRefused(Problem.UNREACHABLE, file);
    repository.cutAt(null);
    assertThat(state.metadata("root")).contains(repository.files().get("2.root.json"));
  }

  /** Who holds the old key shows the timestamp of before, so that nothing is asked for again. */
  @ParameterizedTest
  @ValueSource(strings = {"3.root.json", "timestamp.json", "1.targets.json"})
  void update_keyOfTargetsIsRevokedAndTheUpdateBreaksOff_keptTargetsAreNotBelieved(String cut) {
    assertTarget(BAD);
    repository.replaceKeys(Role.targets);
    repository.rotateRoot();
    breakOffAt(cut);
    assertRefused(Problem.SIGNATURES, "1.targets.json");
    assertRefused(Problem.SIGNATURES, "1.targets.json");

    repository.putTarget(NAME, GOOD);
    repository.publishNext();
    assertTarget(GOOD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.root.json", "timestamp.json", "1.snapshot.json"})
  void update_keyOfSnapshotIsRevokedAndTheUpdateBreaksOff_keptSnapshotIsNotBelieved(String cut) {
    assertTarget(BAD);
    repository.replaceKeys(Role.snapshot);
    repository.rotateRoot();
    breakOffAt(cut);
    assertRefused(Problem.SIGNATURES, "1.snapshot.json");
    assertRefused(Problem.SIGNATURES, "1.snapshot.json");
  }

  /** Somebody who held the keys signed far versions, so that no later one would be newer. */
  @ParameterizedTest
  @ValueSource(strings = {"3.root.json", "timestamp.json", "3.snapshot.json", "3.targets.json"})
  void update_versionsBeginAnewAndTheUpdateBreaksOff_areTaken(String cut) {
    setVersions(1000);
    repository.publish();
    assertTarget(BAD);
    for (Role role : List.of(Role.timestamp, Role.snapshot, Role.targets)) {
      repository.replaceKeys(role);
    }
    setVersions(3);
    repository.putTarget(NAME, GOOD);
    repository.rotateRoot();
    repository.publish();
    breakOffAt(cut);
    assertTarget(GOOD);
  }

  /** The timestamp by the same key names a snapshot of the key that is revoked. */
  @Test
  void update_versionsOfSnapshotAloneBeginAnewAndTheUpdateBreaksOff_areTaken() {
    repository.setVersion(Role.snapshot, 1000);
    repository.publish();
    assertTarget(BAD);
    repository.replaceKeys(Role.snapshot);
    repository.setVersion(Role.snapshot, 3);
    repository.setVersion(Role.timestamp, 2);
    repository.setVersion(Role.targets, 2);
    repository.putTarget(NAME, GOOD);
    repository.rotateRoot();
    repository.publish();
    breakOffAt("3.root.json");
    assertTarget(GOOD);
  }

  @Test
  void update_rootBetweenHasExpiredAndVersionsBeginAnew_areTakenUnderTheNextRoot() {
    setVersions(1000);
    repository.publish();
    assertTarget(BAD);
    repository.replaceKeys(Role.timestamp);
    repository.replaceKeys(Role.snapshot);
    setVersions(3);
    repository.setExpires(Role.root, NOW.minusSeconds(1));
    repository.rotateRoot();
    repository.putTarget(NAME, GOOD);
    repository.publish();
    assertRefused(Problem.EXPIRED, "2.root.json");
    repository.setExpires(Role.root, END);
    repository.rotateRoot();
    assertTarget(GOOD);
  }

  /** Else whoever can break a line could take away what protects from older versions. */
  @Test
  void update_keysAreTheSameAndTheUpdateBreaksOff_olderVersionsStayRefused() {
    Bytes older = repository.files().get("timestamp.json");
    repository.publishNext();
    assertTarget(BAD);
    repository.rotateRoot();
    breakOffAt("3.root.json");
    repository.files().put("timestamp.json", older);
    assertRefused(Problem.ROLLBACK, "timestamp.json");
  }

  /** What a new root vouches for is compared again, though the snapshot of before is gone. */
  @Test
  void update_newTimestampIsTakenAndTheSnapshotCut_olderTimestampOfTheNewKeyIsRefused() {
    assertTarget(BAD);
    repository.replaceKeys(Role.timestamp);
    repository.replaceKeys(Role.snapshot);
    repository.rotateRoot();
    repository.publish();
    Bytes older = repository.files().get("timestamp.json");
    repository.publishNext();
    breakOffAt("2.snapshot.json");
    repository.files().put("timestamp.json", older);
    assertRefused(Problem.ROLLBACK, "timestamp.json");
  }

  private void setVersions(int version) {
    for (Role role : List.of(Role.timestamp, Role.snapshot, Role.targets)) {
      repository.setVersion(role, version);
    }
  }
}
