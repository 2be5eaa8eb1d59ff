package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.setup.SignerBuilder;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.RateLimit;

/**
 * The bytes of all bodies together are bounded, and each is given back; for the one tenant that is.
 */
class MemoryBudgetTest {

  private static final int BODY = 1 << 20;

  private volatile boolean observerBroken;

  /** Room for the bodies of two requests of 1 MiB. */
  private final SignerFixture harness =
      new SignerFixture(
          house -> {
            house.keys.remove(PolicyFixture.BETA);
            house.limits = new Limits(2 * BODY, new RateLimit(1000, 1000), 64, 1 << 30, 1000);
            house.process =
                new SignerBuilder.Limits(
                    2 * BODY,
                    2 * BODY + BODY / 2,
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(30));
          },
          ports ->
              ports.observations =
                  trace -> {
                    if (observerBroken) {
                      throw new LinkageError("ordered by the test");
                    }
                  });

  private String large() {
    return harness.body().with("predicate", "{\"x\":\"" + "y".repeat(BODY) + "\"}").toString();
  }

  private void assertAllIsBack() {
    Response one = harness.sign(large());
    Response two = harness.sign(large());
    assertThat(one).isInstanceOf(Response.Answered.class);
    assertThat(two).isInstanceOf(Response.Answered.class);
    assertThat(harness.sign(large())).isInstanceOf(Response.Failed.class);
    ((Response.Answered) one).answer().close();
    ((Response.Answered) two).answer().close();
  }

  @Test
  void sign_answersNotYetClosed_countUntilTheyAre() throws IOException {
    Response first = harness.sign(large());
    Response second = harness.sign(large());
    Response third = harness.sign(large());
    assertThat(third).isInstanceOf(Response.Failed.class);
    assertThat(((Response.Failed) third).why().code()).isEqualTo(ErrorCode.SIGNING_UNAVAILABLE);
    assertThat(((Response.Failed) third).why().reason().word()).isEqualTo("memory-budget");
    assertThat(SignerFixture.text(harness.decision(), "reason")).isEqualTo("memory-budget");

    ((Response.Answered) first).answer().writeTo(OutputStream.nullOutputStream());
    assertThat(harness.sign(large())).isInstanceOf(Response.Failed.class);
    ((Response.Answered) first).answer().close();
    Response fourth = harness.sign(large());
    assertThat(fourth).isInstanceOf(Response.Answered.class);
    ((Response.Answered) fourth).answer().close();
    ((Response.Answered) fourth).answer().close();
    ((Response.Answered) second).answer().close();
    assertAllIsBack();
  }

  @Test
  void sign_writingFails_givesBackAllTheSame() {
    Response outcome = harness.sign(large());
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int any) throws IOException {
            throw new IOException("the client went away");
          }
        };
    try (Answer answer = ((Response.Answered) outcome).answer()) {
      answer.writeTo(gone);
    } catch (IOException expected) {
      assertThat(expected).hasMessageContaining("went away");
    }
    assertAllIsBack();
  }

  @Test
  void sign_writtenTwice_givesTheSameBytes() throws IOException {
    Response outcome = harness.sign(large());
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    ((Response.Answered) outcome).answer().writeTo(one);
    ((Response.Answered) outcome).answer().writeTo(two);
    assertThat(two.toByteArray()).isEqualTo(one.toByteArray());
  }

  @Test
  void sign_refusedOrFailed_givesBackAtOnce() {
    for (int i = 0; i < 3; i++) {
      harness.sign(large().replace("\"predicate\"", "\"unknown\""));
      harness.sign(large() + "x");
      harness.keys.behave((keys, key, what, deadline) -> {
        throw new IllegalStateException("bug");
      });
      assertThat(harness.sign(large())).isInstanceOf(Response.Failed.class);
    }
    harness.keys.behave((keys, key, what, deadline) -> keys.sign(key, what, deadline));
    assertAllIsBack();
  }

  @Test
  void sign_endOfRequestBreaksToo_givesBackAllTheSame() {
    observerBroken = true;
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> harness.sign(large())).isInstanceOf(LinkageError.class);
    }
    observerBroken = false;
    assertAllIsBack();
  }

  @Test
  void sign_clientGoesAway_isRefusedAndGivenBack() {
    RequestBody broken =
        new RequestBody() {
          private int left = 3;

          @Override
          public long declaredLength() {
            return BODY;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            if (left-- == 0) {
              throw new IOException("connection reset");
            }
            return 1;
          }
        };
    Response outcome = harness.signer.handle(harness.request(broken));
    Refusal why = ((Response.Refused) outcome).why();
    assertThat(why.reason().word()).isEqualTo("body-incomplete");
    assertAllIsBack();
  }

  @Test
  void sign_bodyDripsPastTheDeadline_isCutOff() {
    RequestBody slow =
        new RequestBody() {
          @Override
          public long declaredLength() {
            return -1;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            harness.clock.advance(Duration.ofSeconds(7));
            target[offset] = ' ';
            return 1;
          }
        };
    Response outcome = harness.signer.handle(harness.request(slow));
    assertThat(((Response.Refused) outcome).why().reason().word()).isEqualTo("body-incomplete");
    assertThat(harness.book.openRequests()).isZero();
  }

  @Test
  void sign_chunkedBodies_areCountedAsTheyCome() {
    byte[] small = Bytes.utf8(harness.body().toString()).toByteArray();
    List<Response> held = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      held.add(harness.signer.handle(harness.request(chunked(small))));
    }
    assertThat(held).allMatch(Response.Answered.class::isInstance);
    held.forEach(outcome -> ((Response.Answered) outcome).answer().close());
    Response endless = harness.signer.handle(harness.request(chunked(new byte[3 * BODY])));
    assertThat(((Response.Refused) endless).why().code()).isEqualTo(ErrorCode.ARTIFACT_TOO_LARGE);
    assertAllIsBack();
  }

  private static RequestBody chunked(byte[] content) {
    return new Delivered(new ByteArrayInputStream(content), -1);
  }

  @Test
  void sign_manyLargeBodiesAtOnce_someFailButTheProcessDoesNot() throws Exception {
    String body = large();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Response>> futures = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        Callable<Response> one =
            () -> {
              start.await();
              Response outcome = harness.sign(body);
              if (outcome instanceof Response.Answered answered) {
                answered.answer().close();
              }
              return outcome;
            };
        futures.add(pool.submit(one));
      }
      start.countDown();
      for (Future<Response> future : futures) {
        assertThat(future.get(60, TimeUnit.SECONDS))
            .isInstanceOfAny(Response.Answered.class, Response.Failed.class);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(harness.book.openRequests()).isZero();
    assertThat(harness.decisions()).isEqualTo(32);
    assertAllIsBack();
  }
}
