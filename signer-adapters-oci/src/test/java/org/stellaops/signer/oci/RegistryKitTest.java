package org.stellaops.signer.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.commons.support.ReflectionSupport;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.testkit.registry.ArtifactRegistryContract;

/** The contract notices adapters that break it. */
class RegistryKitTest {

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void contract_brokenAdapter_failsTheTestMeantForIt(BrokenRegistry broken) throws Exception {
    assertThat(run(broken.caughtBy(), broken::breaking)).isInstanceOf(AssertionError.class);
  }

  @Test
  void contract_soundAdapter_passesTheSameTests() throws Exception {
    for (BrokenRegistry broken : BrokenRegistry.values()) {
      assertThat(run(broken.caughtBy(), sound -> sound)).describedAs(broken.caughtBy()).isNull();
    }
  }

  private Throwable run(String test, UnaryOperator<ArtifactRegistry> fault) throws Exception {
    ArtifactRegistryContract contract = new Kit(directory, fault);
    Method open = ArtifactRegistryContract.class.getDeclaredMethod("open");
    Method method = ArtifactRegistryContract.class.getDeclaredMethod(test);
    ReflectionSupport.invokeMethod(open, contract);
    return catchThrowable(() -> ReflectionSupport.invokeMethod(method, contract));
  }

  /** The contract over an adapter with a fault. */
  private static final class Kit extends ArtifactRegistryContract {
    private final Path directory;
    private final UnaryOperator<ArtifactRegistry> fault;

    Kit(Path directory, UnaryOperator<ArtifactRegistry> fault) {
      this.directory = directory;
      this.fault = fault;
    }

    @Override
    protected Bench newBench() {
      LayoutRegistry sound = new LayoutRegistry("sound", directory, LayoutBench.BOUNDS);
      return new LayoutBench(fault.apply(sound), directory, true);
    }
  }
}
