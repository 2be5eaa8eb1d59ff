package org.stellaops.signer.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufOutcome.Refused;
import org.stellaops.signer.ports.tuf.TufOutcome.UpToDate;
import org.stellaops.signer.testkit.tuf.InMemoryTufState;
import org.stellaops.signer.testkit.tuf.SampleDelegation;
import org.stellaops.signer.testkit.tuf.SampleTufRepository;

/** Targets of delegated roles, and what those could try who hold a role or the repository. */
class DelegatedTargetsTest {

  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");
  private static final String PATH = "roots/a.json";
  private static final Bytes GOOD = Bytes.utf8("{\"a\":1}");
  private static final Bytes BAD = Bytes.utf8("{\"a\":2}");

  private final SampleTufRepository repository = new SampleTufRepository(END, "top.json", GOOD);
  private final InMemoryTufState state = new InMemoryTufState();

  private TufOutcome update(Instant now, String... paths) {
    repository.asked().clear();
    return new TufUpdates().update(repository, state, repository.firstRoot(), List.of(paths), now);
  }

  private void assertFound(Bytes content) {
    TufOutcome outcome = update(NOW, PATH);
    assertThat(outcome).isInstanceOf(UpToDate.class);
    assertThat(((UpToDate) outcome).targets()).containsEntry(PATH, content);
  }

  private void assertRefused(Problem problem, String naming) {
    assertRefused(update(NOW, PATH), problem, naming);
  }

  private static void assertRefused(TufOutcome outcome, Problem problem, String naming) {
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).problem()).as(outcome.toString()).isEqualTo(problem);
    assertThat(((Refused) outcome).what()).contains(naming);
  }

  /** The delegated roles' files that were asked for, in order. */
  private List<String> asked() {
    return repository.asked().stream()
        .filter(file -> !file.startsWith("targets/"))
        .filter(file -> !file.matches("(\\d+\\.)?(root|timestamp|snapshot|targets)\\.json"))
        .toList();
  }

  @Test
  void find_roleOfARole_givesItsTargetAndKeepsWhatItRead() {
    SampleDelegation first = repository.delegate("first", "roots/*");
    first.delegate("second", "roots/a.*").putTarget(PATH, GOOD);
    repository.publish();

    assertFound(GOOD);
    assertThat(asked()).containsExactly("1.first.json", "1.second.json");
    assertThat(state.metadata("second")).contains(repository.files().get("1.second.json"));

    assertFound(GOOD);
    assertThat(asked()).isEmpty();
  }

  @Test
  void find_targetOfTheTopLevel_asksNoDelegatedRole() {
    repository.delegate("first", "*").putTarget("top.json", BAD);
    repository.publish();
    TufOutcome outcome = update(NOW, "top.json");
    assertThat(((UpToDate) outcome).targets()).containsEntry("top.json", GOOD);
    assertThat(asked()).isEmpty();
  }

  @Test
  void find_severalRolesHaveIt_theFirstInDepthCounts() {
    SampleDelegation first = repository.delegate("first", "roots/*");
    repository.delegate("last", "roots/*").putTarget(PATH, BAD);
    first.delegate("inner", "roots/*").putTarget(PATH, GOOD);
    repository.publish();
    assertFound(GOOD);
    assertThat(asked()).containsExactly("1.first.json", "1.inner.json");
  }

  /** Who holds a role can write any path into its metadata. */
  @Test
  void find_roleHasAPathThatItWasNotGiven_isNoTarget() {
    repository.delegate("first", "other/*").putTarget(PATH, BAD);
    repository.publish();
    assertRefused(Problem.NO_TARGET, PATH);
    assertThat(asked()).isEmpty();
  }

  /** A role cannot give away what it was not given itself. */
  @Test
  void find_pathThatAnEarlierRoleOfTheChainWasNotGiven_isNoTarget() {
    repository.delegate("first", "other/*").delegate("second", "*/*").putTarget(PATH, BAD);
    repository.publish();
    assertRefused(Problem.NO_TARGET, PATH);
  }

  @Test
  void find_terminatingRoleHasItNot_asksNobodyAfterIt() {
    SampleDelegation first = repository.delegate("first", "roots/*");
    first.delegate("inner", "roots/*").setTerminating();
    first.delegate("after", "roots/*").putTarget(PATH, BAD);
    repository.delegate("last", "roots/*").putTarget(PATH, BAD);
    repository.publish();
    assertRefused(Problem.NO_TARGET, PATH);
    assertThat(asked()).containsExactly("1.first.json", "1.inner.json");
  }

  @Test
  void find_terminatingRoleOfOtherPaths_endsNothing() {
    repository.delegate("first", "other/*").setTerminating();
    repository.delegate("last", "roots/*").putTarget(PATH, GOOD);
    repository.publish();
    assertFound(GOOD);
  }

  @Test
  void find_rolesDelegateInACircle_endsAndAsksEachOnce() {
    SampleDelegation first = repository.delegate("first", "roots/*");
    SampleDelegation second = first.delegate("second", "roots/*");
    second.delegateTo(first);
    repository.publish();
    assertRefused(Problem.NO_TARGET, PATH);
    assertThat(asked()).containsExactly("1.first.json", "1.second.json");
  }

  @Test
  void find_manyRoles_isRefusedAfterTheMostThatAreAsked() {
    for (int i = 0; i <= TargetSearch.MOST_ROLES; i++) {
      repository.delegate("role-" + i, "roots/*");
    }
    repository.publish();
    assertRefused(Problem.TOO_MANY_ROLES, "first 32 roles");
    assertThat(asked()).hasSize(TargetSearch.MOST_ROLES);
  }

  @Test
  void find_chainAsLongAsTheMost_isFollowed() {
    SampleDelegation role = repository.delegate("role-1", "roots/*");
    for (int i = 2; i <= TargetSearch.MOST_ROLES; i++) {
      role = role.delegate("role-" + i, "roots/*");
    }
    role.putTarget(PATH, GOOD);
    repository.publish();
    assertFound(GOOD);
  }

  @Test
  void find_roleThatTheSnapshotDoesNotList_isRefusedAndNotAskedFor() {
    repository.delegate("first", "roots/*").putTarget(PATH, BAD);
    repository.list("first.json", Map.of());
    repository.publish();
    assertRefused(Problem.MISMATCH, "lists no version of the role first");
    assertThat(asked()).isEmpty();
    assertThat(state.metadata("first")).isEmpty();
  }

  @Test
  void find_fileOfAnotherVersion_isRefused() {
    SampleDelegation first = repository.delegate("first", "roots/*").putTarget(PATH, BAD);
    repository.publish();
    Bytes older = repository.files().get("1.first.json");
    first.setVersion(2);
    repository.publish();
    repository.files().put("2.first.json", older);
    assertRefused(Problem.MISMATCH, "2.first.json is of another version");
  }

  @Test
  void find_olderVersionOfARoleThanWasSeen_isRefused() {
    SampleDelegation first = repository.delegate("first", "roots/*").putTarget(PATH, GOOD);
    first.setVersion(2);
    repository.publish();
    assertFound(GOOD);

    first.setVersion(1);
    first.putTarget(PATH, BAD);
    repository.publishNext();
    assertRefused(
        Problem.ROLLBACK, "2.snapshot.json has version 1 of first.json, of which version 2");
  }

  @Test
  void find_roleThatWasSeenIsGoneFromTheSnapshot_isRefused() {
    repository.delegate("first", "roots/*").putTarget(PATH, GOOD);
    repository.publish();
    assertFound(GOOD);

    repository.list("first.json", Map.of());
    repository.publishNext();
    assertRefused(Problem.ROLLBACK, "2.snapshot.json leaves out first.json");
  }

  @Test
  void find_newVersionOfARole_isFetched() {
    SampleDelegation first = repository.delegate("first", "roots/*").putTarget(PATH, BAD);
    repository.publish();
    assertFound(BAD);
    first.setVersion(2);
    first.putTarget(PATH, GOOD);
    repository.publishNext();
    assertFound(GOOD);
  }

  @Test
  void find_twoOfThreeKeysSignWhereTwoAreWanted_isFound() {
    repository.delegate("first", "roots/*").setKeys(3, 2, 2).putTarget(PATH, GOOD);
    repository.publish();
    assertFound(GOOD);
  }

  @Test
  void find_fewerSignaturesThanTheDelegationWants_isRefusedAndNotKept() {
    repository.delegate("first", "roots/*").setKeys(3, 2, 1).putTarget(PATH, BAD);
    repository.publish();
    assertRefused(
        Problem.SIGNATURES, "1.first.json has too few signatures: 1 that count, of 2 wanted");
    assertThat(state.metadata("first")).isEmpty();
  }

  @Test
  void find_delegationWantsNoSignature_isRefused() {
    repository.delegate("first", "roots/*").setKeys(1, 0, 0).putTarget(PATH, BAD);
    repository.publish();
    assertRefused(Problem.MALFORMED, "targets.json wants 0 signatures of first");
  }

  @Test
  void find_oneKeyUnderTwoIds_isRefused() {
    repository.delegate("first", "roots/*").putTarget(PATH, BAD).nameKeyTwice();
    repository.publish();
    assertRefused(Problem.MALFORMED, "one key of first under two ids");
  }

  @Test
  void find_oneKeySignsTwice_isRefused() {
    repository.delegate("first", "roots/*").putTarget(PATH, BAD).signTwice();
    repository.publish();
    assertRefused(Problem.SIGNATURES, "1.first.json has two signatures of the key ");
  }

  /** What is kept was verified by whoever delegated then. */
  @Test
  void find_keyOfARoleIsReplaced_keptMetadataAreNotBelieved() {
    SampleDelegation first = repository.delegate("first", "roots/*").putTarget(PATH, GOOD);
    repository.publish();
    assertFound(GOOD);
    first.replaceNamedKeys();
    repository.publishNext();
    assertRefused(Problem.SIGNATURES, "1.first.json");
  }

  /**
   * A role may be delegated to twice, with other keys: one delegation vouches for its own paths.
   */
  @Test
  void find_roleOfTwoDelegations_isVerifiedByTheOneThatIsFollowed() {
    SampleDelegation shared = repository.delegate("a", "a/*").delegate("shared", "a/*");
    shared.putTarget("a/x", GOOD).putTarget("b/x", BAD);
    repository.delegate("b", "b/*").delegate("shared", "b/*");
    repository.publish();
    TufOutcome outcome = update(NOW, "a/x", "b/x");
    assertRefused(outcome, Problem.SIGNATURES, "1.shared.json");
    assertThat(state.target("b/x")).isEmpty();
  }

  @Test
  void find_expiredRole_isRefused() {
    repository.delegate("first", "roots/*").putTarget(PATH, BAD).setExpires(NOW);
    repository.publish();
    assertRefused(Problem.EXPIRED, "1.first.json expired at " + NOW);
  }

  @Test
  void find_keptRoleExpiresAndNothingNewIsShown_isRefused() {
    repository.delegate("first", "roots/*").putTarget(PATH, GOOD).setExpires(NOW.plusSeconds(60));
    repository.publish();
    assertFound(GOOD);
    assertRefused(update(NOW.plus(Duration.ofMinutes(2)), PATH), Problem.EXPIRED, "1.first.json");
  }

  @Test
  void find_digestOfARoleIsAnother_isRefused() {
    repository.delegate("first", "roots/*").putTarget(PATH, BAD);
    repository.list(
        "first.json", Map.of("version", 1, "hashes", Map.of("sha256", GOOD.sha256().hex())));
    repository.publish();
    assertRefused(Problem.MISMATCH, "1.first.json has another digest");
  }

  @Test
  void find_digestAndLengthOfARoleAreSo_isFound() {
    repository.delegate("first", "roots/*").putTarget(PATH, GOOD);
    repository.publish();
    Bytes file = repository.files().getOrDefault("1.first.json", Bytes.empty());
    repository.list(
        "first.json",
        Map.of(
            "version", 1, "length", file.size(), "hashes", Map.of("sha256", file.sha256().hex())));
    repository.publish();
    assertFound(GOOD);
  }

  @Test
  void find_roleIsLongerThanTheSnapshotSays_isRefused() {
    repository.delegate("first", "roots/*").putTarget(PATH, BAD);
    repository.list("first.json", Map.of("version", 1, "length", 10));
    repository.publish();
    assertRefused(Problem.TOO_LARGE, "1.first.json has more than the 10 bytes");
  }

  @Test
  void find_roleIsMissing_isRefused() {
    repository.delegate("first", "roots/*").putTarget(PATH, BAD);
    repository.publish();
    repository.files().remove("1.first.json");
    assertRefused(Problem.MISSING, "1.first.json is missing");
  }

  @Test
  void find_targetOfADelegatedRoleHasAnotherDigest_isRefusedAndNotKept() {
    repository.delegate("first", "roots/*").putTarget(PATH, GOOD);
    repository.publish();
    repository.files().put("targets/roots/" + GOOD.sha256().hex() + ".a.json", BAD);
    assertRefused(Problem.MISMATCH, PATH);
    assertThat(state.target(PATH)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"signed\":{},\"signatures\":[]}", "{signed:1}", "[", "null", ""})
  void find_roleWhoseFileIsNoMetadata_isRefused(String text) {
    repository.delegate("first", "roots/*").putTarget(PATH, BAD);
    repository.publish();
    repository.files().put("1.first.json", Bytes.utf8(text));
    TufOutcome outcome = update(NOW, PATH);
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).problem()).isIn(Problem.MALFORMED, Problem.SIGNATURES);
  }

  /** It is kept under its name: a role must not take the place of another's file. */
  @ParameterizedTest
  @ValueSource(strings = {"root", "timestamp", "snapshot", "targets", "Root", ""})
  void find_roleOfATopLevelName_isRefused(String name) {
    repository.delegate(name, "roots/*").putTarget(PATH, BAD).setVersion(7);
    repository.publish();
    assertRefused(Problem.MALFORMED, "named '" + name + "'");
  }

  @Test
  void find_oneNameTwiceInADelegation_isRefused() {
    repository.delegate("first", "roots/*");
    repository.delegate("first", "other/*");
    repository.publish();
    assertRefused(Problem.MALFORMED, "first twice");
  }

  @Test
  void find_pathsByPrefixesOfTheirDigest_areThoseAlone() {
    String digest = Bytes.utf8(PATH).sha256().hex();
    String other = digest.startsWith("0") ? "1" : "0";
    repository.delegate("none", "x").setPrefixes(other).putTarget(PATH, BAD);
    repository
        .delegate("some", "x")
        .setPrefixes(other, digest.substring(0, 2))
        .putTarget(PATH, GOOD);
    repository.publish();
    assertFound(GOOD);
    assertThat(asked()).containsExactly("1.some.json");
  }

  /** Others read it: a terminating role that they ask would be passed over here. */
  @Test
  void find_patternThatIsNotRead_isRefused() {
    repository.delegate("first", "roots/[ab].json").setTerminating();
    repository.delegate("last", "roots/*").putTarget(PATH, BAD);
    repository.publish();
    assertRefused(Problem.UNSUPPORTED, "[ is not read");
  }

  @Test
  void find_nameOfARoleThatIsAPath_staysAName() throws IOException {
    repository.delegate("../first", "roots/*").putTarget(PATH, GOOD);
    repository.publish();
    assertFound(GOOD);
    assertThat(asked()).containsExactly("1.../first.json");
  }

  @Test
  void find_targetOfTheTopLevelBesideDelegationsThatCannotBeRead_isFound() {
    repository.delegate("root", "roots/*").setVersion(7);
    repository.publish();
    assertThat(update(NOW)).isInstanceOf(UpToDate.class);
    assertThat(((UpToDate) update(NOW, "top.json")).targets()).containsEntry("top.json", GOOD);
  }
}
