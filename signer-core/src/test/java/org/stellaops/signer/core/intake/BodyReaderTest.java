package org.stellaops.signer.core.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Tenant;

class BodyReaderTest {

  private final ByteBudget budget = new ByteBudget(8 << 20);
  private final ByteBudget.Lease lease = budget.lease(new Tenant("acme"), false);

  /** A body that comes in pieces of at most {@code piece} bytes. */
  private static RequestBody body(byte[] content, long declared, int piece) {
    AtomicInteger at = new AtomicInteger();
    return new RequestBody() {
      @Override
      public long declaredLength() {
        return declared;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        int size = Math.min(Math.min(length, piece), content.length - at.get());
        if (size == 0) {
          return -1;
        }
        System.arraycopy(content, at.getAndAdd(size), target, offset, size);
        return size;
      }
    };
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (i * 31);
    }
    return content;
  }

  private Decision<Bytes> read(RequestBody body, long limit) {
    return BodyReader.read(body, limit, lease, Deadline.in(Duration.ofSeconds(5), () -> 0));
  }

  private static String reason(Decision<Bytes> decision) {
    return ((Decision.Refused<Bytes>) decision).why().reason().word();
  }

  @ParameterizedTest
  @CsvSource({
    "0,1",
    "1,1",
    "8191,100000",
    "8192,100000",
    "8193,7",
    "24576,1000",
    "3000000,1000000",
    "3000001,65536"
  })
  void read_declaredOrChunked_givesTheBytes(int size, int piece) {
    byte[] content = content(size);
    for (long declared : new long[] {size, -1}) {
      Decision<Bytes> read = read(body(content, declared, piece), 4_000_000);
      assertThat(((Decision.Cleared<Bytes>) read).value().toByteArray()).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8191, 8192, 8193, 1_056_768})
  void read_atTheLimit_isRead_oneByteMore_isNot(int limit) {
    assertThat(read(body(content(limit), -1, 1 << 20), limit)).isInstanceOf(Decision.Cleared.class);
    assertThat(read(body(content(limit), limit, 1 << 20), limit))
        .isInstanceOf(Decision.Cleared.class);
    assertThat(reason(read(body(content(limit + 1), -1, 1 << 20), limit))).isEqualTo("body-length");
    assertThat(reason(read(body(content(limit + 1), limit + 1, 1 << 20), limit)))
        .isEqualTo("declared-length");
  }

  @Test
  void read_declaredLengthLies_isRefused() {
    assertThat(reason(read(body(content(10), 11, 4), 100))).isEqualTo("body-length");
    assertThat(reason(read(body(content(10), 9, 4), 100))).isEqualTo("body-length");
    assertThat(reason(read(body(content(10), Long.MAX_VALUE, 4), 100)))
        .isEqualTo("declared-length");
    assertThat(budget.used()).isLessThan(200);
  }

  @Test
  void read_chunkedSmallBody_holdsLittle() {
    read(body(content(100), -1, 100), 4_000_000);
    assertThat(budget.used()).isLessThanOrEqualTo(8 << 10);
  }

  @Test
  void read_noRoom_isAFailureAndHoldsNothingMore() {
    try (ByteBudget.Lease other = budget.lease(new Tenant("acme"), false)) {
      assertThat(other.grow(8 << 20)).isEqualTo(ByteBudget.Growth.HELD);
      assertThatThrownBy(() -> read(body(content(10), 10, 10), 100))
          .isInstanceOf(ServiceFailure.class);
      assertThat(budget.used()).isEqualTo(8 << 20);
    }
    assertThat(budget.used()).isZero();
    assertThat(read(body(content(10), 10, 10), 100)).isInstanceOf(Decision.Cleared.class);
    lease.close();
    lease.close();
    assertThat(budget.used()).isZero();
  }
}
