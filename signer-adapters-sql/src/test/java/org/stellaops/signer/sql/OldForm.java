package org.stellaops.signer.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;

/** A store as an earlier version of this program left it. */
final class OldForm {

  private OldForm() {}

  /** The form before several persons could each wait for a second one: a key that waits. */
  static void makeWithWaitingKey(Path directory) throws Exception {
    Path file = directory.resolve(SqliteStore.FILE);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Connection connection = Database.open(file)) {
      SqliteSchema.migrate(connection, 3);
      Statements sql = new Statements(connection);
      sql.update(
          "INSERT INTO signing_key (tenant, name, backend, uri, spki, algorithm, key_class,"
              + " hardware, state, enrolled, verb, effective, client, until, version)"
              + " VALUES ('acme', 'sbom', 'main', 'keystore:sbom', x'00', 'ECDSA_P256_SHA256',"
              + " 'keystore', 0, 'ACTIVE', 1, 'revoke', 2000000, 'anna', 3000000, 4)");
      sql.update(
          "INSERT INTO key_event (tenant, name, at, verb, state, client, reason)"
              + " VALUES ('acme', 'sbom', 1, 'enrol', 'ACTIVE', 'configuration', 'named')");
    }
  }

  /** The form before used proofs were rows in the order of their claims. */
  static void makeWith(Path directory, ProofClaim used) throws Exception {
    Path file = directory.resolve(SqliteStore.FILE);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Connection connection = Database.open(file)) {
      SqliteSchema.migrate(connection, 2);
      Statements sql = new Statements(connection);
      sql.update(
          "INSERT INTO proof (jkt, jti, acceptable_until) VALUES (?, ?, ?)",
          used.key(),
          used.jti().bytes(),
          StoreClock.micros(used.acceptableUntil()) + 1);
    }
  }
}
