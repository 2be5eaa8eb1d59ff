package org.stellaops.signer.core.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.intake.ByteBudget.Growth;
import org.stellaops.signer.core.intake.ByteBudget.Lease;
import org.stellaops.signer.model.Tenant;

class ByteBudgetTest {

  private static final Tenant A = new Tenant("a");
  private static final Tenant B = new Tenant("b");

  private final ByteBudget budget = new ByteBudget(100);

  @Test
  void grow_severalTenants_oneHoldsAtMostHalf() {
    Lease one = budget.lease(A, true);
    Lease two = budget.lease(A, true);

    assertThat(one.grow(30)).isEqualTo(Growth.HELD);
    assertThat(two.grow(21)).isEqualTo(Growth.SHARE_TAKEN);
    assertThat(two.grow(20)).isEqualTo(Growth.HELD);
    assertThat(one.grow(1)).isEqualTo(Growth.SHARE_TAKEN);
    assertThat(budget.lease(B, true).grow(50)).isEqualTo(Growth.HELD);
    assertThat(budget.used()).isEqualTo(100);
  }

  @Test
  void grow_othersHoldTheRest_hasNoRoom() {
    budget.lease(A, true).grow(50);
    budget.lease(B, true).grow(40);

    assertThat(budget.lease(new Tenant("c"), true).grow(11)).isEqualTo(Growth.NO_ROOM);
  }

  @Test
  void grow_oneTenantAlone_holdsAll() {
    assertThat(budget.lease(A, false).grow(100)).isEqualTo(Growth.HELD);
    assertThat(budget.lease(A, false).grow(1)).isEqualTo(Growth.NO_ROOM);
  }

  @Test
  void close_anyNumberOfTimes_givesTheShareBackOnce() {
    Lease one = budget.lease(A, true);
    Lease two = budget.lease(A, true);
    one.grow(20);
    two.grow(30);
    one.close();
    one.close();

    assertThat(budget.used()).isEqualTo(30);
    assertThat(budget.lease(A, true).grow(21)).isEqualTo(Growth.SHARE_TAKEN);
    two.close();
    assertThat(budget.used()).isZero();
    assertThat(budget.tenants()).isZero();
  }

  @Test
  void close_leaseThatHeldNothing_changesNothing() {
    budget.lease(A, true).close();
    Lease full = budget.lease(A, true);
    full.grow(51);
    full.close();

    assertThat(budget.used()).isZero();
    assertThat(budget.tenants()).isZero();
  }

  @Test
  void anyCourse_neverHoldsMoreThanAllowed_andEndsEmpty() {
    SplittableRandom random = new SplittableRandom(5);
    List<Lease> open = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (open.size() < 3 || random.nextInt(3) == 0) {
        open.add(budget.lease(random.nextBoolean() ? A : B, true));
      } else if (random.nextInt(4) == 0) {
        open.remove(random.nextInt(open.size())).close();
      } else {
        open.get(random.nextInt(open.size())).grow(random.nextInt(20));
      }
      assertThat(budget.used()).isBetween(0L, 100L);
    }
    open.forEach(Lease::close);

    assertThat(budget.used()).isZero();
    assertThat(budget.tenants()).isZero();
  }
}
