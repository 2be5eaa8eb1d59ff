package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.ArtifactDigests.Match;

class ArtifactDigestsTest {

  private static final String SHA256 = "1a".repeat(32);
  private static final String SHA384 = "2b".repeat(48);
  private static final String SHA512 = "3c".repeat(64);
  private static final ArtifactDigests FILE =
      new ArtifactDigests(Map.of("sha256", SHA256, "sha384", SHA384, "sha512", SHA512));

  private static Match match(Map<String, String> digests) {
    return FILE.match(new Subject("a", digests));
  }

  @Test
  void match_anyStrongDigestAlone_isTheSame() {
    assertThat(match(Map.of("sha256", SHA256))).isEqualTo(Match.SAME);
    assertThat(match(Map.of("sha384", SHA384))).isEqualTo(Match.SAME);
    assertThat(match(Map.of("sha512", SHA512))).isEqualTo(Match.SAME);
    assertThat(match(Map.of("sha512", SHA512, "sha1", "00", "gitCommit", "h1:x")))
        .isEqualTo(Match.SAME);
  }

  @Test
  void match_wrongStrongDigestBesideARightOne_isAnother() {
    String wrong = "00".repeat(64);
    assertThat(match(Map.of("sha256", SHA256, "sha512", wrong))).isEqualTo(Match.ANOTHER);
    assertThat(match(Map.of("sha256", wrong.substring(64), "sha512", SHA512)))
        .isEqualTo(Match.ANOTHER);
    assertThat(match(Map.of("sha256", SHA256, "sha384", SHA384, "sha512", wrong)))
        .isEqualTo(Match.ANOTHER);
  }

  @Test
  void match_cutEmptyOrLongerDigest_isAnother() {
    for (String hex : new String[] {"", SHA256.substring(2), SHA256 + "1a", " " + SHA256}) {
      assertThat(match(Map.of("sha256", hex))).as(hex).isEqualTo(Match.ANOTHER);
    }
  }

  @Test
  void match_upperCaseHexadecimal_isTheSameNumber() {
    assertThat(match(Map.of("sha256", SHA256.toUpperCase(Locale.ROOT)))).isEqualTo(Match.SAME);
  }

  @Test
  void match_noAlgorithmInCommon_isIncomparable() {
    assertThat(match(Map.of("sha1", "00", "gitCommit", "11"))).isEqualTo(Match.INCOMPARABLE);
    assertThat(match(Map.of("SHA256", SHA256))).isEqualTo(Match.INCOMPARABLE);
    ArtifactDigests given = new ArtifactDigests(Map.of("sha512", SHA512));
    assertThat(given.match(new Subject("a", Map.of("sha256", SHA256))))
        .isEqualTo(Match.INCOMPARABLE);
  }

  @Test
  void toString_ofSeveral_isTheCommonest() {
    assertThat(FILE).hasToString("sha256:" + SHA256);
    assertThat(new ArtifactDigests(Map.of("sha384", SHA384, "sha512", SHA512)))
        .hasToString("sha512:" + SHA512);
    assertThat(ArtifactDigests.of(Bytes.utf8("a").sha256()))
        .hasToString(Bytes.utf8("a").sha256().toString());
  }

  @Test
  void artifactDigests_noneOrWeak_isABug() {
    for (Map<String, String> digests : List.of(Map.<String, String>of(), Map.of("sha1", "00"))) {
      assertThatThrownBy(() -> new ArtifactDigests(digests))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
