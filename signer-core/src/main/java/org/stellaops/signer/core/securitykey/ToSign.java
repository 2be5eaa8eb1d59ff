package org.stellaops.signer.core.securitykey;

import java.time.Instant;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.SealStore.Person;

/**
 * What a person is to sign with a security key. Its canonical bytes depend on nothing but what is
 * here, the person, the nonce and the end, so that two of them are the same document only if they
 * say the same.
 */
@FunctionalInterface
public interface ToSign {

  /** All that is signed, but for who signs and when: a new object each time. */
  CanonicalWriter content();

  /** The bytes whose SHA-256 is the challenge. */
  default Bytes document(Person person, Bytes nonce, Instant expires) {
    return content()
        .time("expires", expires)
        .string("nonce", nonce.base64Url())
        .object("person", PersonForm.of(person))
        .bytes();
  }
}
