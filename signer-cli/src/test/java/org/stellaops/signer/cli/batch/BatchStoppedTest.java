package org.stellaops.signer.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.FailureFacts;

class BatchStoppedTest {

  @ParameterizedTest
  @CsvSource({
    "REFUSED, invalid_statement, digest-weak, 422, true",
    "NO, invalid_statement, subject-name, , true",
    "REFUSED, artifact_too_large, plan, 413, true",
    "REFUSED, refused, , 413, true",
    "REFUSED, policy_denied, subject-name, 403, true",
    "REFUSED, policy_denied, predicate-type, 403, true",
    "NO, policy_denied, key-purpose, , true",
    "REFUSED, invalid_request, json-too-deep, 400, true",
    "REFUSED, invalid_request, option-value, 400, false",
    "REFUSED, policy_denied, key, 403, false",
    "REFUSED, policy_denied, tenant-unknown, 403, false",
    "REFUSED, release_untrusted, unsigned, 403, false",
    "REFUSED, not_entitled, expired, 403, false",
    "REFUSED, invalid_token, expired, 401, false",
    "REFUSED, refused, , 403, false",
    "NO, not_verified, , , false",
    "LATER, quota_exceeded, signatures-per-day, 429, false",
    "UNREACHABLE, server_unreachable, , , false"
  })
  void concernsOneFile_onlyWhatLooksAtTheDocument(
      ExitCode exit, String code, @Nullable String reason, @Nullable Integer status, boolean one) {
    CommandFailed failed =
        new CommandFailed(
            exit, new FailureFacts(code, reason, null, null, null, status, null, null), code, null);

    assertThat(BatchStopped.concernsOneFile(failed)).isEqualTo(one);
  }
}
