package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.stellaops.signer.model.Bytes;

/**
 * What STS answers who assumes a role: XML, of which {@code Credentials} counts
 * ("AssumeRoleWithWebIdentity", AWS Security Token Service API Reference).
 *
 * @param expiration not read yet
 */
record AssumedRole(String keyId, String secret, String token, String expiration) {

  private static final Set<String> NAMES =
      Set.of("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration");

  /** Never the secrets. */
  @Override
  public String toString() {
    return "AssumedRole[" + keyId + "]";
  }

  /**
   * @throws IOException it is something else, or lacks one of them
   */
  static AssumedRole parse(String who, Bytes xml) throws IOException {
    try {
      Map<String, String> found = credentials(xml);
      if (found.keySet().equals(NAMES)) {
        return new AssumedRole(
            found.getOrDefault("AccessKeyId", ""),
            found.getOrDefault("SecretAccessKey", ""),
            found.getOrDefault("SessionToken", ""),
            found.getOrDefault("Expiration", ""));
      }
    } catch (XMLStreamException e) {
      // Without the cause, which may repeat what it does not take.
      throw new IOException(who + " answered no XML");
    }
    throw new IOException(who + " answered no credentials");
  }

  private static Map<String, String> credentials(Bytes xml) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    // Neither declarations nor what they would have us fetch.
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XMLStreamReader reader = factory.createXMLStreamReader(xml.openStream(), "UTF-8");
    Map<String, String> found = new HashMap<>();
    boolean inside = false;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        String name = reader.getLocalName();
        if (inside && NAMES.contains(name)) {
          found.put(name, reader.getElementText().strip());
        }
        inside |= name.equals("Credentials");
      } else if (event == XMLStreamConstants.END_ELEMENT
          && reader.getLocalName().equals("Credentials")) {
        inside = false;
      }
    }
    return found;
  }
}
