package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.dev.SampleRelease;
import org.stellaops.signer.interop.Caller.Reply;

/** What a caller is told when something that the running service needs is missing. */
class OutagesTest {
  private static final String RELEASED = SampleRelease.RELEASED.toString();

  @TempDir static Path directory;

  @Test
  void dependencyUnavailable_registryDown_isNeitherYesNorNo() {
    String releases =
        """
        releases:
          signers: {release: {key: "release/release.pub"}}
          sources:
            hub: {type: registry, url: "http://127.0.0.1:%d", repository: scanner, reach: loopback}
        """
            .formatted(Peer.freePorts(1));
    try (Service cut = Service.configured(directory.resolve("cut"), releases);
        Caller caller = new Caller(cut, Map.of("scanner_digest", RELEASED))) {
      Reply reply = caller.sign(caller.sbom("app", RELEASED));

      assertFailed(caller, reply, "dependency_unavailable", "registry");
    }
  }

  @Test
  void signingUnavailable_journalCannotBeWritten_nothingIsSignedUntilItCan() throws Exception {
    Path state = directory.resolve("locked");
    try (Service service = Service.development(state, Peer.freePorts(3));
        Caller caller = new Caller(service, Map.of())) {
      ObjectNode body = caller.sbom("app", RELEASED);
      assertThat(caller.sign(body).status()).isEqualTo(200);
      try (Connection other =
              DriverManager.getConnection("jdbc:sqlite:" + JournalFile.under(state));
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");

        Reply reply = caller.sign(body);

        assertUnavailable(reply, "signing_unavailable");
        statement.execute("ROLLBACK");
      }

      assertThat(caller.sign(body).status()).isEqualTo(200);
      assertThat(service.stop()).isTrue();
      assertThat(JournalFile.read(JournalFile.under(state)))
          .filteredOn(entry -> entry.kind().equals("INTENT"))
          .filteredOn(entry -> !entry.record().toString().contains("\"route\":\"self-test\""))
          .as("intents to sign")
          .hasSize(2);
    }
  }

  /** The outage is on record, and no intent to sign. */
  private static void assertFailed(Caller caller, Reply reply, String code, String reason) {
    assertUnavailable(reply, code);
    assertThat(reply.text("reason")).isEqualTo(reason);
    String id = reply.text("auditId");
    assertThat(reply.header("Audit-Id")).isEqualTo(id);
    assertThat(caller.kinds(id)).containsExactly("opened", "decision");
    assertThat(caller.decision(id).get("decision").textValue()).isEqualTo("failed");
    assertThat(caller.decision(id).get("code").textValue()).isEqualTo(code);
  }

  private static void assertUnavailable(Reply reply, String code) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
    assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
    assertThat(reply.text("type")).isEqualTo("urn:stella:signer:problem:" + code);
    assertThat(reply.text("code")).isEqualTo(code);
    assertThat(Long.parseLong(reply.header("Retry-After"))).isPositive();
    assertThat(reply.json().has("bundle")).isFalse();
  }
}
