package org.stellaops.signer.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.words.DsseEnvelope.DsseSignature;

class SmallWordsTest {

  @Test
  void deadline_tickerThatWrapsAround_countsDownToZero() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    Deadline deadline = Deadline.in(Duration.ofNanos(10), now::get);
    assertThat(deadline.hasPassed()).isFalse();
    assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(10));
    now.addAndGet(9);
    assertThat(deadline.hasPassed()).isFalse();
    now.addAndGet(1);
    assertThat(deadline.hasPassed()).isTrue();
    now.addAndGet(100);
    assertThat(deadline.remaining()).isZero();
  }

  @Test
  void deadline_within_isTheEarlier() {
    AtomicLong now = new AtomicLong();
    Deadline ten = Deadline.in(Duration.ofNanos(10), now::get);
    assertThat(ten.within(Duration.ofNanos(3)).remaining()).isEqualTo(Duration.ofNanos(3));
    assertThat(ten.within(Duration.ofNanos(30)).remaining()).isEqualTo(Duration.ofNanos(10));
  }

  @Test
  void dsseEnvelope_signaturesInAnyOrder_areOrderedByKeyid() {
    DsseSignature a = new DsseSignature("a", Bytes.utf8("2"));
    DsseSignature b1 = new DsseSignature("b", Bytes.utf8("1"));
    DsseSignature b2 = new DsseSignature("b", Bytes.utf8("2"));
    assertThat(new DsseEnvelope("t", Bytes.empty(), List.of(b2, b1, a)).signatures())
        .containsExactly(a, b1, b2);
  }

  @Test
  void dsseEnvelope_noneOrTooManySignatures_isRefused() {
    DsseSignature one = new DsseSignature("a", Bytes.utf8("1"));
    assertThatThrownBy(() -> new DsseEnvelope("t", Bytes.empty(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DsseEnvelope("t", Bytes.empty(), Collections.nCopies(17, one)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void signatureValue_empty_isRefused() {
    assertThatThrownBy(
            () -> new SignatureValue(SignatureAlgorithm.ED25519, Bytes.empty(), "anyone"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thumbprint_ofRfc7638_isKept() {
    String text = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
    assertThat(new Thumbprint(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs=",
        "NzbLsXh8uDCcd+6MNwXF4W/7noWXFZAfHkxZsRGC9Xs",
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9X"
      })
  void thumbprint_anyOtherText_isRefused(String text) {
    assertThatThrownBy(() -> new Thumbprint(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-2-3-4-5",
        "0198F0C4-7D5A-7000-8000-000000000001",
        "0198f0c47d5a70008000000000000001"
      })
  void auditId_anyOtherForm_isRefused(String text) {
    assertThatThrownBy(() -> new AuditId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void auditId_canonicalForm_isKept() {
    String text = "0198f0c4-7d5a-7000-8000-000000000001";
    assertThat(new AuditId(text)).hasToString(text);
  }
}
