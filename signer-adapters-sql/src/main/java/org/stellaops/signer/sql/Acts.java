package org.stellaops.signer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.SealStore.Act;
import org.stellaops.signer.ports.SealStore.Person;

/** What somebody did, as columns: issuer, tenant, client, audit id, reason, person, subject. */
final class Acts {

  private Acts() {}

  /**
   * @param from the number of the first of the seven columns
   */
  static Act read(ResultSet row, int from) throws SQLException {
    String issuer = row.getString(from);
    String tenant = row.getString(from + 1);
    String audit = row.getString(from + 3);
    Person person =
        new Person(
            issuer == null ? null : new IssuerName(issuer),
            tenant == null ? null : new Tenant(tenant),
            new ClientId(row.getString(from + 2)),
            personId(row.getString(from + 5)),
            personId(row.getString(from + 6)));
    return new Act(person, audit == null ? null : new AuditId(audit), row.getString(from + 4));
  }

  static @Nullable PersonId personId(@Nullable String id) {
    return id == null ? null : new PersonId(id);
  }
}
