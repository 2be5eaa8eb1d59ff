package org.stellaops.signer.sql;

import java.sql.SQLException;
import java.util.List;

/** What the events of the catalog say of its keys: a key is in the state of its newest event. */
final class KeyHistory {

  private static final String CONTRADICTIONS =
      """
      FROM signing_key k WHERE k.state IS NOT (
        SELECT e.state FROM key_event e WHERE e.tenant = k.tenant AND e.name = k.name
        ORDER BY e.sequence DESC LIMIT 1)
      OR (k.state <> 'REVOKED' AND EXISTS (
        SELECT 1 FROM key_event e
        WHERE e.tenant = k.tenant AND e.name = k.name AND e.state = 'REVOKED'))
      OR EXISTS (
        SELECT 1 FROM key_event e
        WHERE e.tenant = k.tenant AND e.name = k.name AND e.state NOT IN (
          'PREPARED', 'ACTIVE', 'RETIRING', 'RETIRED', 'SUSPENDED', 'REVOKED'))
      """;

  /**
   * Without these a key that has ended would sign on, or count for longer. Before events told from
   * when a revocation counts, it was only known not to be later.
   */
  private static final String OTHER_END =
      """
      FROM signing_key k WHERE (k.state = 'REVOKED' AND k.revoked IS NULL)
      OR (k.state IN ('RETIRED', 'REVOKED') AND (k.ended IS NULL OR k.ended > (
        SELECT max(e.at) FROM key_event e WHERE e.tenant = k.tenant AND e.name = k.name)))
      OR EXISTS (
        SELECT 1 FROM key_event e WHERE e.sequence = (
          SELECT max(r.sequence) FROM key_event r
          WHERE r.tenant = k.tenant AND r.name = k.name AND r.verb = 'revoke')
        AND (k.revoked IS NULL OR k.revoked > coalesce(e.effective, e.at)
          OR (e.effective IS NOT NULL AND k.revoked <> e.effective)))
      """;

  private static final String OTHER_BEGINNING =
      """
      FROM signing_key k WHERE k.activated IS NOT (
        SELECT e.at FROM key_event e
        WHERE e.tenant = k.tenant AND e.name = k.name AND e.state = 'ACTIVE'
        ORDER BY e.sequence LIMIT 1)
      """;

  private static final String LOST =
      """
      FROM (SELECT DISTINCT tenant, name FROM key_event) e WHERE NOT EXISTS (
        SELECT 1 FROM signing_key k WHERE k.tenant = e.tenant AND k.name = e.name)
      """;

  private KeyHistory() {}

  /** Tenants of whose keys one is not what its events say, or is missing. */
  static List<String> inDoubt(Statements sql) throws SQLException {
    return sql.all(
        "SELECT k.tenant "
            + CONTRADICTIONS
            + " UNION SELECT k.tenant "
            + OTHER_END
            + " UNION SELECT e.tenant "
            + LOST,
        row -> row.getString(1));
  }

  /** What is wrong, for people. */
  static List<String> problems(Statements sql) throws SQLException {
    List<String> problems =
        sql.all(
            "SELECT k.tenant || '/' || k.name || ' is ' || k.state " + CONTRADICTIONS,
            row -> "key " + row.getString(1) + " in the catalog, and its events say another state");
    problems.addAll(
        sql.all(
            "SELECT e.tenant || '/' || e.name " + LOST,
            row -> "key " + row.getString(1) + " has events, and is missing in the catalog"));
    problems.addAll(
        sql.all(
            "SELECT k.tenant || '/' || k.name " + OTHER_END,
            row ->
                "key "
                    + row.getString(1)
                    + " in the catalog ends or is revoked at another time than its events say"));
    problems.addAll(
        sql.all(
            "SELECT k.tenant || '/' || k.name " + OTHER_BEGINNING,
            row ->
                "key "
                    + row.getString(1)
                    + " in the catalog is active from another time than its events say"));
    return problems;
  }
}
