package org.stellaops.signer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void labels_constant_areKebabCaseInAnyLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThat(Labels.of(QuotaName.SIGNATURES_PER_DAY)).isEqualTo("signatures-per-day");
    } finally {
      Locale.setDefault(before);
    }
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
        "0198f0c47d5a70008000000000000001",
        "0198f0c4-7d5a-4000-8000-000000000001",
        "0198f0c4-7d5a-7000-0000-000000000001"
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
