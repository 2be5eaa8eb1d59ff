package org.stellaops.signer.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufOutcome.Refused;
import org.stellaops.signer.ports.tuf.TufOutcome.UpToDate;
import org.stellaops.signer.testkit.tuf.InMemoryTufState;
import org.stellaops.signer.testkit.tuf.SampleTufRepository;
import org.stellaops.signer.testkit.tuf.SampleTufRepository.Role;

/** The client workflow against a repository whose keys the test holds. */
class TufUpdatesTest {

  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");
  private static final String NAME = "trusted_root.json";
  private static final Bytes FIRST = Bytes.utf8("{\"a\":1}");
  private static final Bytes SECOND = Bytes.utf8("{\"a\":2}");

  private final SampleTufRepository repository = new SampleTufRepository(END, NAME, FIRST);
  private final InMemoryTufState state = new InMemoryTufState();

  private TufOutcome update(Instant now, String... targets) {
    return new TufUpdates()
        .update(repository, state, repository.firstRoot(), List.of(targets), now);
  }

  private void assertTarget(Bytes content) {
    TufOutcome outcome = update(NOW, NAME);
    assertThat(outcome).isInstanceOf(UpToDate.class);
    assertThat(((UpToDate) outcome).targets()).containsEntry(NAME, content);
  }

  private void assertRefused(Problem problem, String naming) {
    assertRefused(NOW, problem, naming);
  }

  private void assertRefused(Instant now, Problem problem, String naming) {
    TufOutcome outcome = update(now, NAME);
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).problem()).as(outcome.toString()).isEqualTo(problem);
    assertThat(((Refused) outcome).what())
        .contains(naming)
        // The library's own sentences and names of classes.
        .doesNotContainPattern("[A-Z][a-z]+ [a-z]|Exception|null");
  }

  @Test
  void update_fresh_givesTargetAndRolesAndKeepsMetadataAsTheyCame() {
    TufOutcome outcome = update(NOW, NAME);

    assertThat(outcome).isInstanceOf(UpToDate.class);
    assertThat(((UpToDate) outcome).targets()).containsEntry(NAME, FIRST);
    assertThat(((UpToDate) outcome).roles())
        .containsExactlyElementsOf(
            RootRules.ROLES.stream().map(role -> new TufOutcome.Role(role, 1, END)).toList());
    assertThat(state.metadata("root")).contains(repository.firstRoot());
    assertThat(state.metadata("timestamp")).contains(repository.files().get("timestamp.json"));
    assertThat(state.metadata("targets")).contains(repository.files().get("1.targets.json"));
  }

  @Test
  void update_again_asksForRootAndTimestampAlone_andTakesWhatIsNew() {
    assertTarget(FIRST);
    repository.asked().clear();
    assertTarget(FIRST);
    assertThat(repository.asked()).containsExactly("2.root.json", "timestamp.json");

    repository.putTarget(NAME, SECOND);
    repository.publishNext();
    assertTarget(SECOND);
  }

  @Test
  void update_rootRotatedTwice_isFollowed() {
    repository.rotateRoot();
    repository.rotateRoot();
    assertTarget(FIRST);
    assertThat(state.metadata("root")).contains(repository.files().get("3.root.json"));
  }

  @Test
  void update_rootThatItsPredecessorDidNotSign_isRefused() {
    assertTarget(FIRST);
    repository.replaceRoot();
    assertRefused(Problem.SIGNATURES, "2.root.json");
    assertThat(state.metadata("root")).contains(repository.firstRoot());
  }

  @Test
  void update_fewerSignaturesThanTheThreshold_isRefused() {
    repository.signNextRoot(1);
    assertRefused(Problem.SIGNATURES, "2.root.json");
  }

  @ParameterizedTest
  @EnumSource(names = {"timestamp", "snapshot", "targets"})
  void update_metadataByAnotherKey_isRefused(Role role) {
    repository.replaceKeys(role);
    repository.publish();
    assertRefused(Problem.SIGNATURES, role.name() + ".json");
  }

  @Test
  void update_rootWithoutAThreshold_isRefused() {
    repository.setThreshold(Role.timestamp, 0);
    repository.signNextRoot(2);
    assertRefused(Problem.MALFORMED, "2.root.json wants 0 signatures of timestamp");
  }

  @ParameterizedTest
  @EnumSource
  void update_expired_isRefused(Role role) {
    repository.setExpires(role, NOW.minusSeconds(1));
    repository.signNextRoot(2);
    repository.publishNext();
    assertRefused(Problem.EXPIRED, role.name());
  }

  /** The library looks at the end of a timestamp only where it is a new one. */
  @ParameterizedTest
  @EnumSource
  void update_keptMetadataExpireAndNothingNewIsShown_isRefused(Role role) {
    repository.setExpires(role, NOW.plusSeconds(60));
    repository.signNextRoot(2);
    repository.publishNext();
    assertTarget(FIRST);
    assertRefused(NOW.plus(Duration.ofMinutes(2)), Problem.EXPIRED, role.name());
  }

  @Test
  void update_olderTimestamp_isRefused() {
    Bytes older = repository.files().get("timestamp.json");
    repository.publishNext();
    assertTarget(FIRST);
    repository.files().put("timestamp.json", older);
    assertRefused(Problem.ROLLBACK, "timestamp.json");
  }

  @Test
  void update_olderSnapshotUnderANewTimestamp_isRefused() {
    repository.publishNext();
    assertTarget(FIRST);
    repository.setVersion(Role.timestamp, 3);
    repository.setVersion(Role.snapshot, 1);
    repository.publish();
    assertRefused(Problem.ROLLBACK, "timestamp.json");
  }

  @Test
  void update_olderTargetsUnderANewSnapshot_isRefused() {
    repository.publishNext();
    assertTarget(FIRST);
    repository.setVersion(Role.timestamp, 3);
    repository.setVersion(Role.snapshot, 3);
    repository.setVersion(Role.targets, 1);
    repository.publish();
    assertRefused(Problem.ROLLBACK, "3.snapshot.json");
  }

  /** Afterwards the library would take old targets for current under the new timestamp. */
  @Test
  void update_newTimestampWhoseSnapshotIsWithheld_isRefusedUntilItIsThere() {
    assertTarget(FIRST);
    repository.putTarget(NAME, SECOND);
    repository.publishNext();
    Bytes withheld = repository.files().remove("2.snapshot.json");
    assertRefused(Problem.MISSING, "2.snapshot.json");
    assertRefused(Problem.MISSING, "2.snapshot.json");
    repository.files().put("2.snapshot.json", withheld);
    assertTarget(SECOND);
  }

  /** What a key signed that the new root does not know any more is fetched anew. */
  @Test
  void update_keyOfTargetsReplacedUnderTheSameTimestamp_keptTargetsAreNotBelieved() {
    assertTarget(FIRST);
    repository.replaceKeys(Role.targets);
    repository.signNextRoot(2);
    assertRefused(Problem.SIGNATURES, "1.targets.json");
  }

  @Test
  void update_endlessRoots_isRefusedAndGoesOnNextTime() {
    for (int i = 0; i < MetadataFiles.MOST_ROOTS + 1; i++) {
      repository.signNextRoot(2);
    }
    assertRefused(Problem.TOO_MANY_ROOTS, "more than " + MetadataFiles.MOST_ROOTS);
    assertTarget(FIRST);
  }

  @Test
  void update_moreBytesThanAllowed_isRefused() {
    repository.files().put("timestamp.json", Bytes.adopt(new byte[200_000]));
    assertRefused(Problem.TOO_LARGE, "timestamp.json");
  }

  @Test
  void update_targetOfAnotherDigest_isRefusedAndNotKept() {
    repository.files().put("targets/" + FIRST.sha256().hex() + "." + NAME, SECOND);
    assertRefused(Problem.MISMATCH, NAME);
    assertThat(state.target(NAME)).isEmpty();
  }

  @Test
  void update_keptTargetWasChanged_isFetchedAnew() throws IOException {
    assertTarget(FIRST);
    state.keepTarget(NAME, SECOND);
    assertTarget(FIRST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"signed\":{},\"signed\":{}}", "{signed:1}", "[", "{}", "null", ""})
  void update_whatIsNoMetadata_isRefused(String text) {
    repository.files().put("timestamp.json", Bytes.utf8(text));
    assertRefused(Problem.MALFORMED, "timestamp.json");
  }

  /** The library alone would take it. */
  @Test
  void update_signedMetadataInAFormThatIsNoJson_areRefused() {
    String good = repository.files().getOrDefault("timestamp.json", Bytes.empty()).utf8();
    repository.files().put("timestamp.json", Bytes.utf8("/* */" + good));
    assertRefused(Problem.MALFORMED, "timestamp.json");
  }

  @Test
  void update_metadataOfAnotherRole_areRefused() {
    repository.files().put("timestamp.json", repository.files().get("1.snapshot.json"));
    assertRefused(Problem.MALFORMED, "timestamp.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "/x", "a//b", "a/../b", ".", "a\\b", "a\nb", ""})
  void update_targetBesideTheRepository_isRefused(String path) {
    TufOutcome outcome = update(NOW, path);
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).problem()).isEqualTo(Problem.UNSUPPORTED);
    assertThat(repository.asked()).isEmpty();
  }

  @Test
  void update_noSuchTarget_isRefusedByItsName() {
    TufOutcome outcome = update(NOW, NAME, "other.json");
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).problem()).isEqualTo(Problem.NO_TARGET);
    assertThat(((Refused) outcome).what()).contains("other.json");
  }

  @Test
  void update_repositoryWithoutConsistentSnapshots_isRefusedAsSuch() {
    repository.setConsistent(false);
    repository.signNextRoot(2);
    repository.files().remove("1.snapshot.json");
    assertRefused(Problem.UNSUPPORTED, "consistent snapshots");
  }

  @Test
  void update_repositoryIsDown_saysSo() {
    repository.setFault(new IOException("status 500"));
    assertRefused(Problem.UNREACHABLE, "2.root.json: status 500");
    repository.setFault(null);
    assertTarget(FIRST);
  }

  @Test
  void update_nothingCanBeKept_isRefused() {
    state.breakWrites();
    assertRefused(Problem.STATE, "no space left");
  }

  @Test
  void update_whatIsKeptIsDamaged_isRefused() throws IOException {
    assertTarget(FIRST);
    state.keepMetadata("timestamp", Bytes.utf8("{"));
    assertRefused(Problem.STATE, "timestamp is damaged");
  }

  @Test
  void update_rootToBeginWithThatNobodySigned_isRefused() {
    TufOutcome outcome =
        new TufUpdates()
            .update(
                repository,
                state,
                Bytes.utf8(repository.firstRoot().utf8().replace("\"sig\":\"", "\"sig\":\"00")),
                List.of(NAME),
                NOW);
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).problem()).isEqualTo(Problem.SIGNATURES);
  }
}
