package org.stellaops.signer.testkit.keyless;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** Breaks a service on purpose. */
public interface ServiceFaults {

  Set<ServiceFault> possible();

  /** Arranges for one of {@link #possible()} until the bench is closed. */
  void arrange(ServiceFault fault);

  /**
   * How many requests have reached the service, refused ones included.
   *
   * @throws UnsupportedOperationException nobody counts, which is so where no fault is possible
   */
  int requests();

  /** Of a fake that has every fault. */
  static ServiceFaults all(Consumer<ServiceFault> arrange, IntSupplier requests) {
    return of(EnumSet.allOf(ServiceFault.class), arrange, requests);
  }

  /** Of a real service, whose faults are not ours to choose. */
  static ServiceFaults none() {
    return of(
        Set.of(),
        fault -> {
          throw new UnsupportedOperationException(fault.name());
        },
        () -> {
          throw new UnsupportedOperationException("nobody counts");
        });
  }

  private static ServiceFaults of(
      Set<ServiceFault> possible, Consumer<ServiceFault> arrange, IntSupplier requests) {
    return new ServiceFaults() {
      @Override
      public Set<ServiceFault> possible() {
        return possible;
      }

      @Override
      public void arrange(ServiceFault fault) {
        arrange.accept(fault);
      }

      @Override
      public int requests() {
        return requests.getAsInt();
      }
    };
  }
}
