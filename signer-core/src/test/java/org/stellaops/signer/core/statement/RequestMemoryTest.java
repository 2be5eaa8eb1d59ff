package org.stellaops.signer.core.statement;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.Bytes;

/**
 * The process holds memory for bodies by their length, an eighth of its heap by default, so reading
 * one may take no more than eight times its length, whatever is in it.
 */
class RequestMemoryTest {

  private static final int MOST = 8;

  private static String body(String subject, String predicate) {
    return "{\"subject\":"
        + subject
        + ",\"predicateType\":\"t\",\"predicate\":"
        + predicate
        + ",\"poe\":{\"format\":\"jwt\",\"value\":\"x.y.z\"}}";
  }

  private static void assertBounded(Supplier<String> text) {
    assertBounded(text, MOST);
  }

  private static void assertBounded(Supplier<String> text, int most) {
    Bytes body = Bytes.utf8(text.get());
    SignRequestReader.read(Bytes.utf8("{}"));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    SignRequestReader.read(body);
    long used = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat((double) used / body.size()).as("bytes of heap a byte of body").isLessThan(most);
  }

  @Test
  void n02_subjectOfManySmallValues_isRefusedWithoutATreeOfThem() {
    assertBounded(() -> body("[" + "0,".repeat(2_000_000) + "0]", "{}"));
  }

  @Test
  void n02_subjectOfManyEmptyObjects_isRefusedWithoutATreeOfThem() {
    assertBounded(() -> body("[" + "{},".repeat(1_390_000) + "{}]", "{}"));
  }

  /** {@code 1e20,} is five bytes and becomes twenty-two. */
  @Test
  void n02_numbersThatGrowInCanonicalForm_areCountedOrRefused() {
    String hex = "ab".repeat(32);
    Bytes body =
        Bytes.utf8(
            body(
                "[{\"name\":\"a\",\"digest\":{\"sha256\":\"" + hex + "\"}}]",
                "{\"x\":[" + "1e20,".repeat(200_000) + "1]}"));
    if (SignRequestReader.read(body) instanceof Decision.Cleared<SignRequest> read) {
      assertThat((double) read.value().payload().size() / body.size())
          .as("bytes of payload a byte of body")
          .isLessThan(2);
    }
  }

  /** The member table doubles as it grows, so half of what is counted here is garbage by then. */
  @Test
  void n02_manyUnknownMembers_areRefusedWithoutAListOfThem() {
    StringBuilder members = new StringBuilder("{\"a\":0");
    for (int i = 0; i < 500_000; i++) {
      members.append(",\"").append(Integer.toString(i, 36)).append("\":0");
    }
    assertBounded(() -> members.append('}').toString(), 2 * MOST);
  }
}
