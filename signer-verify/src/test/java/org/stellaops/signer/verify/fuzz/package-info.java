/**
 * Fuzzing of the parsers: {@link org.stellaops.signer.verify.fuzz.FuzzTarget} says what is fuzzed
 * and what may come of it, {@link org.stellaops.signer.verify.fuzz.ParserFuzzer} is what Jazzer
 * runs (by {@code signer-verify/fuzz}), and the corpus, {@code src/test/resources/fuzz}, is run
 * through the same targets by every build.
 */
@NullMarked
package org.stellaops.signer.verify.fuzz;

import org.jspecify.annotations.NullMarked;
