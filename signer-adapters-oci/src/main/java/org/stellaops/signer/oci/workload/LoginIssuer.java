package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.time.Duration;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.oci.Login;

/** Gets a login for one registry from a cloud. */
interface LoginIssuer {

  /**
   * A login, and for how long it is good from now on: as the cloud says, which may be nonsense.
   *
   * @param life not checked
   */
  record Issued(Login login, Duration life) {}

  /**
   * Asks the cloud who this workload is, and for its login.
   *
   * @throws IOException there is none; the message has no secret, and so has no cause
   */
  Issued issue(Deadline deadline) throws IOException;
}
