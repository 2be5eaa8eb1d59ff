package org.stellaops.signer.core.signing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.check.TimestampCheck;
import org.stellaops.signer.core.check.VerifiedCertificate;
import org.stellaops.signer.core.check.VerifiedTimestamp;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.TimestampAuthority;

/**
 * Proof of the time of a signature: timestamps of as many operators as are wanted, each checked
 * before it is released. All authorities are asked at once, and the first that suffice are taken.
 */
public final class Timestamps {

  /** An authority that has not answered by then does not count for this signature. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final List<TimestampAuthority> authorities;
  private final int threshold;
  private final TimestampCheck check;
  private final Executor executor;

  /**
   * @param authorities whom to ask
   * @param threshold how many different operators must have answered
   * @param executor runs one question for each authority
   * @throws IllegalArgumentException there are fewer authorities than have to answer
   */
  public Timestamps(
      List<TimestampAuthority> authorities,
      int threshold,
      TimestampCheck check,
      Executor executor) {
    if (threshold < 1 || threshold > authorities.size()) {
      throw new IllegalArgumentException(
          threshold + " timestamps cannot come from " + authorities.size() + " authorities");
    }
    this.authorities = List.copyOf(authorities);
    this.threshold = threshold;
    this.check = check;
    this.executor = executor;
  }

  private record Answer(
      @Nullable VerifiedTimestamp timestamp, @Nullable RuntimeException failure) {}

  /**
   * Timestamps over a signature, of different operators.
   *
   * @param certificate of the key that signed, where it has one
   * @throws RuntimeException too few authorities answered as they should: why the first did not
   */
  List<VerifiedTimestamp> over(
      SignatureValue signature, Optional<VerifiedCertificate> certificate, Deadline deadline) {
    Deadline own = deadline.within(LONGEST);
    BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    for (TimestampAuthority authority : authorities) {
      ask(authority, signature, certificate, own, answers);
    }
    List<VerifiedTimestamp> found = new ArrayList<>();
    Set<String> operators = new HashSet<>();
    RuntimeException first = null;
    for (int i = 0; i < authorities.size() && found.size() < threshold; i++) {
      Answer answer = next(answers, own);
      VerifiedTimestamp timestamp = answer.timestamp();
      if (timestamp == null) {
        first = first == null ? answer.failure() : first;
      } else if (operators.add(timestamp.operator())) {
        found.add(timestamp);
      }
    }
    if (found.size() < threshold) {
      throw first == null ? unavailable("one operator runs several of the authorities") : first;
    }
    return found;
  }

  private void ask(
      TimestampAuthority authority,
      SignatureValue signature,
      Optional<VerifiedCertificate> certificate,
      Deadline deadline,
      BlockingQueue<Answer> answers) {
    try {
      executor.execute(() -> answers.add(answer(authority, signature, certificate, deadline)));
    } catch (RuntimeException rejected) {
      answers.add(new Answer(null, rejected));
    }
  }

  private Answer answer(
      TimestampAuthority authority,
      SignatureValue signature,
      Optional<VerifiedCertificate> certificate,
      Deadline deadline) {
    try {
      return new Answer(
          check.verified(authority.timestamp(signature.bytes(), deadline), signature, certificate),
          null);
    } catch (RuntimeException e) {
      return new Answer(null, e);
    } catch (Error e) {
      return new Answer(null, unavailable("the question broke off: " + e.getClass().getName()));
    }
  }

  private static Answer next(BlockingQueue<Answer> answers, Deadline deadline) {
    try {
      Answer answer =
          answers.poll(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
      return answer == null ? new Answer(null, unavailable("no answer in time")) : answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(null, unavailable("interrupted"));
    }
  }

  private static DependencyUnavailable unavailable(String why) {
    return new DependencyUnavailable(Dependency.TIMESTAMP_AUTHORITY, false, why);
  }
}
