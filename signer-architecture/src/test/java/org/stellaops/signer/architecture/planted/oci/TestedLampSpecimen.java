package org.stellaops.signer.architecture.planted.oci;

import org.stellaops.signer.architecture.planted.ports.Lamp;
import org.stellaops.signer.architecture.planted.testkit.LampContract;

/** Breaks nothing; stands for a test class. */
final class TestedLampSpecimen extends LampContract {
  @Override
  protected Lamp lamp() {
    return new TestedLamp();
  }
}
