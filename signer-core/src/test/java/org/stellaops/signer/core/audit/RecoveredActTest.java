package org.stellaops.signer.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.ports.KeyCatalog.KeyState;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RecordedAct;
import org.stellaops.signer.ports.RecordedAct.OnApproval;
import org.stellaops.signer.ports.RecordedAct.OnBypass;
import org.stellaops.signer.ports.RecordedAct.OnKey;
import org.stellaops.signer.ports.RecordedAct.OnSeal;
import org.stellaops.signer.ports.RecordedAct.OnSecurityKey;
import org.stellaops.signer.ports.RecordedAct.Subject;
import org.stellaops.signer.ports.SealStore;
import org.stellaops.signer.ports.SecurityKeyStore;

/** What recovery says of an act is what its own request would have said. */
class RecoveredActTest {

  private static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  private static final AuditId ID = new AuditId("01900000-0000-7000-8000-000000000001");
  private static final Digest DIGEST = Bytes.utf8("x").sha256();

  private static String record(Subject subject) {
    RequestFacts facts = new RequestFacts();
    RecoveredAct.tell(new RecordedAct("stolen", subject), facts);
    facts.ended(null, Reason.PROCESS_ENDED, null);
    return new DecisionRecord(ID, NOW, new Tenant("acme"), Outcome.ANSWERED, facts).toJson().utf8();
  }

  @Test
  void actOnAKey_isDone_orWaits() {
    KeyName name = new KeyName("sbom");
    assertThat(record(new OnKey(name, DIGEST, "revoke", KeyState.REVOKED, NOW, List.of("elder"))))
        .contains(
            "\"actReason\":\"stolen\"",
            "\"actStep\":\"done\"",
            "\"keyFingerprint\":\"" + DIGEST + '"',
            "\"keyName\":\"sbom\"",
            "\"keysReplaced\":[\"elder\"]",
            "\"reason\":\"process-ended\"",
            "\"revokedFrom\":\"2026-11-05T12:00:00Z\"",
            "\"stateAfter\":\"revoked\"");
    assertThat(record(new OnKey(name, DIGEST, "propose-revoke", KeyState.ACTIVE, null, List.of())))
        .contains("\"actStep\":\"proposed\"", "\"stateAfter\":\"active\"");
  }

  @Test
  void otherActs_areDone_orWait() {
    assertThat(record(new OnSeal(SealStore.Deed.SEALED)))
        .contains("\"actStep\":\"done\"", "\"stateAfter\":\"sealed\"");
    assertThat(record(new OnSeal(SealStore.Deed.UNSEALING)))
        .contains("\"actStep\":\"proposed\"", "\"stateAfter\":\"sealed\"");
    assertThat(record(new OnSeal(SealStore.Deed.UNSEALED)))
        .contains("\"actStep\":\"done\"", "\"stateAfter\":\"not-sealed\"");
    assertThat(record(new OnApproval(ID, DIGEST, ImageApprovals.Deed.APPROVED)))
        .contains("\"actStep\":\"done\"", "\"approval\":\"" + ID, "\"stateAfter\":\"approved\"");
    assertThat(record(new OnApproval(ID, DIGEST, ImageApprovals.Deed.REQUESTED)))
        .contains("\"actStep\":\"proposed\"", "\"stateAfter\":\"pending\"");
    assertThat(record(new OnBypass(DIGEST, "opened")))
        .contains("\"actStep\":\"done\"", "\"bypass\":\"" + DIGEST, "\"stateAfter\":\"opened\"");
    assertThat(record(new OnSecurityKey(ID, SecurityKeyStore.Deed.CONFIRMED)))
        .contains("\"actStep\":\"done\"", "\"securityKeyState\":\"active\"");
  }
}
