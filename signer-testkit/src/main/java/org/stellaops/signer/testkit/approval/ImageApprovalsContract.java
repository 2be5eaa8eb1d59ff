package org.stellaops.signer.testkit.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.ports.ImageApprovals.Approval;
import org.stellaops.signer.ports.ImageApprovals.Deed;
import org.stellaops.signer.ports.ImageApprovals.Step;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;
import org.stellaops.signer.testkit.StoreBench;
import org.stellaops.signer.testkit.journal.Together;

/** What every {@code ImageApprovals} must do. A subclass supplies the bench. */
public abstract class ImageApprovalsContract {

  private static final Tenant ACME = new Tenant("acme");
  private static final Tenant OTHER = new Tenant("other");
  private static final Digest IMAGE = Bytes.utf8("image").sha256();
  private static final Digest ANOTHER = Bytes.utf8("another image").sha256();
  private static final Instant NOW = Instant.parse("2026-11-05T12:00:00.123Z");

  protected abstract StoreBench<ImageApprovals> bench();

  @Test
  public void add_request_isFoundAsItIs_onEveryNode() {
    try (StoreBench<ImageApprovals> bench = bench()) {
      Approval asked = requested(ACME, 1, IMAGE);
      assertThat(bench.store().add(asked, soon())).isTrue();
      assertThat(bench.another().find(ACME, asked.id(), soon())).contains(asked);
      assertThat(bench.another().of(ACME, IMAGE, soon())).containsExactly(asked);
    }
  }

  @Test
  public void add_nextStep_isAdded_andTheOnesBeforeStay() {
    try (StoreBench<ImageApprovals> bench = bench()) {
      Approval asked = requested(ACME, 1, IMAGE);
      Approval approved = with(asked, Deed.APPROVED, "berta");
      Approval revoked = with(approved, Deed.REVOKED, "carla");
      bench.store().add(asked, soon());
      assertThat(bench.store().add(approved, soon())).isTrue();
      assertThat(bench.another().add(revoked, soon())).isTrue();
      assertThat(bench.store().find(ACME, asked.id(), soon())).contains(revoked);
    }
  }

  @Test
  public void add_stepWithAProof_keepsItByteForByte() {
    try (StoreBench<ImageApprovals> bench = bench()) {
      Approval asked = requested(ACME, 1, IMAGE);
      bench.store().add(asked, soon());
      Approval unsigned = with(asked, Deed.APPROVED, "berta");
      Step last = unsigned.last();
      Approval signed =
          new Approval(
              asked.tenant(),
              asked.id(),
              asked.image(),
              List.of(
                  asked.last(),
                  new Step(
                      last.deed(),
                      last.at(),
                      last.until(),
                      last.act(),
                      Bytes.utf8("{\"proof\":\"\u00e9\"}"))));
      assertThat(bench.store().add(signed, soon())).isTrue();
      assertThat(bench.another().find(ACME, asked.id(), soon())).contains(signed);
    }
  }

  @Test
  public void add_whatIsNotNext_addsNothing() {
    try (StoreBench<ImageApprovals> bench = bench()) {
      Approval asked = requested(ACME, 1, IMAGE);
      Approval denied = with(asked, Deed.DENIED, "berta");
      assertThat(bench.store().add(denied, soon())).as("nothing was asked").isFalse();
      bench.store().add(asked, soon());
      assertThat(bench.store().add(asked, soon())).as("asked twice").isFalse();
      bench.store().add(denied, soon());
      assertThat(bench.store().add(with(asked, Deed.APPROVED, "carla"), soon()))
          .as("decided already")
          .isFalse();
      assertThat(bench.another().find(ACME, asked.id(), soon())).contains(denied);
    }
  }

  @Test
  public void add_manyAtOnce_oneIsFirst() {
    try (StoreBench<ImageApprovals> bench = bench()) {
      Approval asked = requested(ACME, 1, IMAGE);
      bench.store().add(asked, soon());
      List<Boolean> added =
          Together.forEach(
              Collections.nCopies(8, with(asked, Deed.APPROVED, "berta")),
              step -> bench.store().add(step, soon()));
      assertThat(added).containsOnlyOnce(true);
      assertThat(bench.store().find(ACME, asked.id(), soon()).orElseThrow().steps()).hasSize(2);
    }
  }

  @Test
  public void find_ofAnotherTenant_isNothing() {
    try (StoreBench<ImageApprovals> bench = bench()) {
      Approval asked = requested(ACME, 1, IMAGE);
      bench.store().add(asked, soon());
      assertThat(bench.store().find(OTHER, asked.id(), soon())).isEmpty();
    }
  }

  @Test
  public void of_imageOrTenantOfAnother_isNothing() {
    try (StoreBench<ImageApprovals> bench = bench()) {
      bench.store().add(requested(ACME, 1, IMAGE), soon());
      assertThat(bench.store().of(ACME, ANOTHER, soon())).isEmpty();
      assertThat(bench.store().of(OTHER, IMAGE, soon())).isEmpty();
    }
  }

  @Test
  public void of_severalOfOneImage_isNewestFirst() {
    try (StoreBench<ImageApprovals> bench = bench()) {
      Approval first = requested(ACME, 1, IMAGE);
      Approval second = requested(ACME, 2, IMAGE);
      bench.store().add(first, soon());
      bench.store().add(second, soon());
      Approval denied = with(first, Deed.DENIED, "berta");
      bench.store().add(denied, soon());
      assertThat(bench.another().of(ACME, IMAGE, soon())).containsExactly(second, denied);
    }
  }

  @Test
  public void latest_atMostSoMany_newestFirst_ofTheTenantAlone() {
    try (StoreBench<ImageApprovals> bench = bench()) {
      List<Approval> all = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        Approval asked = requested(ACME, i, i % 2 == 0 ? IMAGE : ANOTHER);
        bench.store().add(asked, soon());
        all.add(0, asked);
      }
      bench.store().add(requested(OTHER, 5, IMAGE), soon());
      assertThat(bench.another().latest(ACME, 3, soon())).isEqualTo(all.subList(0, 3));
      assertThat(bench.another().latest(ACME, 9, soon())).isEqualTo(all);
    }
  }

  private static Approval requested(Tenant tenant, int number, Digest image) {
    AuditId id = new AuditId("01900000-0000-7000-8000-00000000000" + number);
    Act act = act(tenant, "anna", id);
    return new Approval(
        tenant,
        id,
        image,
        List.of(new Step(Deed.REQUESTED, NOW, NOW.plus(Duration.ofDays(1)), act)));
  }

  private static Approval with(Approval before, Deed deed, String client) {
    List<Step> steps = new ArrayList<>(before.steps());
    AuditId id = new AuditId("01900000-0000-7000-8000-0000000000ff");
    steps.add(
        new Step(deed, NOW.plusSeconds(1), NOW.plusSeconds(60), act(before.tenant(), client, id)));
    return new Approval(before.tenant(), before.id(), before.image(), steps);
  }

  private static Act act(Tenant tenant, String client, AuditId id) {
    return new Act(
        new Person(
            new IssuerName("https://authority.example"),
            tenant,
            new ClientId(client),
            new PersonId("person-of-" + client),
            new PersonId("subject-of-" + client)),
        id,
        "why " + client);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }
}
