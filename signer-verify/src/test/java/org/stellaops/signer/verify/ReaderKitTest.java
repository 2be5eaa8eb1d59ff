package org.stellaops.signer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.commons.support.ReflectionSupport;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.testkit.registry.SignatureReaderContract;

/** The contract notices readers that break it. */
class ReaderKitTest {

  @ParameterizedTest
  @EnumSource
  void contract_brokenReader_failsTheTestMeantForIt(BrokenReader broken) throws Exception {
    assertThat(run(broken.caughtBy(), broken::read)).isInstanceOf(AssertionError.class);
  }

  @Test
  void contract_soundReader_passesTheSameTests() throws Exception {
    for (BrokenReader broken : BrokenReader.values()) {
      assertThat(run(broken.caughtBy(), new JsonSignatureReader())).isNull();
    }
  }

  private static Throwable run(String test, SignatureReader reader) throws Exception {
    SignatureReaderContract contract = new Kit(reader);
    Method method = SignatureReaderContract.class.getDeclaredMethod(test);
    return catchThrowable(() -> ReflectionSupport.invokeMethod(method, contract));
  }

  /** The contract over a broken reader. */
  private static final class Kit extends SignatureReaderContract {
    private final SignatureReader reader;

    Kit(SignatureReader reader) {
      this.reader = reader;
    }

    @Override
    protected SignatureReader reader() {
      return reader;
    }
  }
}
