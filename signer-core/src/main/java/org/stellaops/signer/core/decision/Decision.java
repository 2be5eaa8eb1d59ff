package org.stellaops.signer.core.decision;

import java.util.function.Function;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.Refusal;

/**
 * A gate's answer. {@link Cleared} carries what the next gate needs, {@link Refused} says why not,
 * and {@link Repeated} ends the pipeline with the answer that an earlier, equal request was given.
 * A broken backend is an exception, never a refusal.
 */
public sealed interface Decision<T> {

  /** Goes on with {@code next} if cleared. */
  <U> Decision<U> then(Function<? super T, Decision<U>> next);

  /** Goes on with a step that cannot refuse. */
  default <U> Decision<U> map(Function<? super T, U> step) {
    return then(value -> cleared(step.apply(value)));
  }

  static <T> Decision<T> cleared(T value) {
    return new Cleared<>(value);
  }

  static <T> Decision<T> refused(Refusal why) {
    return new Refused<>(why);
  }

  /** The gate says yes. */
  record Cleared<T>(T value) implements Decision<T> {
    @Override
    public <U> Decision<U> then(Function<? super T, Decision<U>> next) {
      return next.apply(value);
    }
  }

  /** The gate says no. */
  record Refused<T>(Refusal why) implements Decision<T> {
    @Override
    public <U> Decision<U> then(Function<? super T, Decision<U>> next) {
      return new Refused<>(why);
    }
  }

  /** The request was already answered. */
  record Repeated<T>(Answer earlier) implements Decision<T> {
    @Override
    public <U> Decision<U> then(Function<? super T, Decision<U>> next) {
      return new Repeated<>(earlier);
    }
  }
}
