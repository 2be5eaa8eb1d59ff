package org.stellaops.signer.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The audit records of a stopped service, read from its file without the product's code. */
final class JournalFile {
  private JournalFile() {}

  /** One row. */
  record Entry(long sequence, String id, String kind, JsonNode record) {
    /** A member of the record, or the empty text. */
    String text(String member) {
      return record.path(member).asText("");
    }
  }

  /** Where development mode keeps the journal. */
  static Path under(Path state) {
    return state.resolve("store/journal.db");
  }

  /** All records in the order of their sequence. */
  static List<Entry> read(Path file) throws SQLException, IOException {
    ObjectMapper json = new ObjectMapper();
    List<Entry> entries = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT sequence, id, kind, bytes FROM audit ORDER BY sequence")) {
      while (row.next()) {
        entries.add(
            new Entry(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                json.readTree(row.getBytes(4))));
      }
    }
    return entries;
  }
}
