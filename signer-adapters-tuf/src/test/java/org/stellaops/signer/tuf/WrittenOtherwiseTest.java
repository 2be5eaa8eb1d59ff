package org.stellaops.signer.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufOutcome.Refused;
import org.stellaops.signer.ports.tuf.TufOutcome.UpToDate;
import org.stellaops.signer.ports.tuf.TufRepository;
import org.stellaops.signer.testkit.tuf.InMemoryTufState;
import org.stellaops.signer.testkit.tuf.SampleDelegation;
import org.stellaops.signer.testkit.tuf.SampleTufRepository;
import org.stellaops.signer.testkit.tuf.SampleTufRepository.Role;

/** Metadata in forms that two readers take differently, and keys in forms that are not read. */
class WrittenOtherwiseTest {

  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");
  private static final String PATH = "roots/a.json";
  private static final Bytes GOOD = Bytes.utf8("{\"a\":1}");
  private static final Map<String, String> PERSON =
      Map.of("identity", "a@example.org", "issuer", "https://issuer.example.org");
  private static final Map<String, String> OTHER_PERSON =
      Map.of("identity", "b@example.org", "issuer", "https://issuer.example.org");

  private final SampleTufRepository repository = new SampleTufRepository(END, "top.json", GOOD);
  private final InMemoryTufState state = new InMemoryTufState();

  private SampleDelegation first() {
    return repository.delegate("first", "roots/*").putTarget(PATH, GOOD);
  }

  private TufOutcome update(TufRepository from) {
    return new TufUpdates().update(from, state, repository.firstRoot(), List.of(PATH), NOW);
  }

  private UpToDate assertFound() {
    TufOutcome outcome = update(repository);
    assertThat(outcome).isInstanceOf(UpToDate.class);
    assertThat(((UpToDate) outcome).targets()).containsEntry(PATH, GOOD);
    return (UpToDate) outcome;
  }

  private void assertRefused(Problem problem, String naming) {
    TufOutcome outcome = update(repository);
    assertThat(outcome).isInstanceOf(Refused.class);
    assertThat(((Refused) outcome).problem()).as(outcome.toString()).isEqualTo(problem);
    assertThat(((Refused) outcome).what()).contains(naming);
  }

  private void write(String file, String what, String otherwise) {
    String text = repository.files().getOrDefault(file, Bytes.empty()).utf8();
    assertThat(text).contains(what);
    repository.files().put(file, Bytes.utf8(text.replace(what, otherwise)));
  }

  /** A mirror can add it: the library verifies without it, and a reader of the text sees it. */
  @ParameterizedTest
  @ValueSource(strings = {"\"signed\":{", "\"delegations\":{", "\"roles\":[{", "\"targets\":{"})
  void update_nullIsAddedToWhatIsSigned_isRefusedAndNotKept(String place) {
    first();
    repository.publish();
    Bytes good = repository.files().getOrDefault("1.targets.json", Bytes.empty());
    write("1.targets.json", place, place + "\"succinct_roles\":null,");
    assertRefused(Problem.MALFORMED, "1.targets.json has a null in what is signed");
    assertThat(state.metadata("targets")).isEmpty();

    repository.files().put("1.targets.json", good);
    assertFound();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.targets.json", "1.first.json", "timestamp.json"})
  void update_versionIsNoInteger_isRefused(String file) {
    first();
    repository.publish();
    write(file, "\"version\":1}", "\"version\":1.0}");
    assertRefused(Problem.MALFORMED, file + " has a version that is no integer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-30T00:00:00+09:00[Asia/Tokyo]",
        "2026-11-30T00:00:00+00:00",
        "2026-11-30T00:00:00.5Z",
        "2026-11-31T00:00:00Z",
        "2026-11-30"
      })
  void find_endOfARoleIsNotOfTheForm_isRefused(String expires) {
    first().setExpires(expires);
    repository.publish();
    assertRefused(Problem.MALFORMED, "1.first.json expires at no time");
  }

  @Test
  void find_keyOfAnotherFormForAnotherRole_isFound() {
    first();
    repository.delegate("person", "other/*").nameKey("x", "sigstore-oidc", PERSON);
    repository.publish();
    assertFound();
  }

  @Test
  void find_keysOfAnotherFormBesideAGoodOne_isFound() {
    first()
        .nameKey("x", "sigstore-oidc", PERSON)
        .nameKey("y", "sigstore-oidc", OTHER_PERSON)
        .nameKey("z", "ecdsa", Map.of("public", "-----BEGIN PUBLIC KEY-----"));
    repository.publish();
    assertFound();
  }

  @Test
  void find_oneKeyOfAnotherFormUnderTwoIds_isRefused() {
    first().nameKey("x", "sigstore-oidc", PERSON).nameKey("y", "sigstore-oidc", PERSON);
    repository.publish();
    assertRefused(Problem.MALFORMED, "one key of first under two ids");
  }

  @Test
  void update_rootNamesTwoKeysOfAnotherForm_isFollowed() {
    repository.nameKey(Role.targets, "x", "sigstore-oidc", "Fulcio", PERSON);
    repository.nameKey(Role.targets, "y", "sigstore-oidc", "Fulcio", OTHER_PERSON);
    repository.signNextRoot(2);
    first();
    repository.publish();
    assertFound();
  }

  /** The library finds the key in each of these. */
  @ParameterizedTest
  @ValueSource(strings = {"%s", "%s\n\n", "a key\n%s", "\n%s"})
  void find_oneP256KeyInTwoTexts_countsOnce(String written) {
    first().nameP256KeyTwice(pem -> written.formatted(pem));
    repository.publish();
    assertThat(update(repository)).isInstanceOf(Refused.class);
  }

  @Test
  void find_oneP256KeyWithAHeaderLine_countsOnce() {
    first().nameP256KeyTwice(pem -> pem.replaceFirst("KEY-----\n", "KEY-----\nX: y\n\n"));
    repository.publish();
    assertRefused(Problem.SIGNATURES, "1 that count, of 2 wanted");
  }

  /** The last digit of the base64 has bits that say nothing. */
  @Test
  void find_oneP256KeyWithAnotherLastDigit_isRefused() {
    first().nameP256KeyTwice(WrittenOtherwiseTest::withAnotherLastDigit);
    repository.publish();
    assertRefused(Problem.MALFORMED, "one key of first under two ids");
  }

  private static String withAnotherLastDigit(String pem) {
    int at = pem.indexOf("=") - 1;
    return pem.substring(0, at) + (char) (pem.charAt(at) + 1) + pem.substring(at + 1);
  }

  @Test
  void update_rootHasAKeyWithTextBesideIt_isRefused() {
    repository.nameKey(
        Role.targets,
        "x",
        "ecdsa",
        "ecdsa-sha2-nistp256",
        Map.of("public", "a key\n-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n"));
    repository.signNextRoot(2);
    assertRefused(Problem.MALFORMED, "2.root.json has a key of targets that is no PEM");
  }

  @Test
  void find_longNameOfARoleForOtherPaths_isFound() {
    first();
    repository.delegate("x".repeat(81), "other/*");
    repository.publish();
    assertFound();
  }

  @Test
  void find_longNameOfARoleForThePath_isRefused() {
    repository.delegate("x".repeat(81), "roots/*").putTarget(PATH, GOOD);
    repository.publish();
    assertRefused(Problem.UNSUPPORTED, "more than 80 bytes");
  }

  @Test
  void find_targetOfARole_namesThatRoleAndItsEnd() {
    Instant sooner = NOW.plusSeconds(60);
    first().setExpires(sooner);
    repository.publish();
    assertThat(assertFound().roles()).endsWith(new TufOutcome.Role("first", 1, sooner)).hasSize(5);
    assertThat(assertFound().roles()).endsWith(new TufOutcome.Role("first", 1, sooner)).hasSize(5);
  }

  @Test
  void update_olderSnapshotUnderANewTimestamp_isNamedAsTheSnapshots() {
    first();
    repository.setVersion(Role.snapshot, 5);
    repository.publish();
    assertFound();
    repository.setVersion(Role.timestamp, 2);
    repository.setVersion(Role.snapshot, 4);
    repository.publish();
    assertRefused(
        Problem.ROLLBACK, "timestamp.json has version 4 of snapshot.json, of which version 5");
  }

  @Test
  void find_searchBreaks_isRefused() {
    first();
    repository.publish();
    TufOutcome outcome = update(new BrokenTargets(repository));
    assertThat(outcome).isInstanceOf(Refused.class);
  }

  private record BrokenTargets(TufRepository repository) implements TufRepository {

    @Override
    public Optional<Bytes> metadata(String file, int maxBytes) throws IOException {
      return repository.metadata(file, maxBytes);
    }

    @Override
    public Optional<Bytes> target(String path, int maxBytes) {
      throw new IllegalStateException("broken");
    }
  }
}
