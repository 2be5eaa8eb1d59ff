package org.stellaops.signer.cli.files;

import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The subject of a certificate, which tells people of whom it is. */
final class DistinguishedName {

  private DistinguishedName() {}

  /** One attribute of it, empty if there is none that is a text. */
  static String of(X509Certificate certificate, String attribute) {
    try {
      for (Rdn each : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (each.getType().equalsIgnoreCase(attribute) && each.getValue() instanceof String text) {
          return text;
        }
      }
    } catch (InvalidNameException e) {
      // As one that has no such attribute: nothing goes by it.
    }
    return "";
  }
}
