package org.stellaops.signer.kms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.kms.pkcs11.worker.Rfc7512;

class Rfc7512Test {

  private static final List<String> ALLOWED = List.of("object", "id", "type");

  @Test
  void parse_attributes_areDecoded_andAnIdStaysBytes() {
    assertThat(Rfc7512.parse("pkcs11:object=my%20key%C3%A9;id=%01%fe;type=private", ALLOWED))
        .containsEntry("object", "my key\u00e9")
        .containsEntry("id", "%01%fe")
        .containsEntry("type", "private");
    assertThat(Rfc7512.bytes("%01%feA")).containsExactly(1, 0xfe, 'A');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pkcs11:",
        "object=x",
        "PKCS11:object=x",
        "pkcs11:object=x?pin-value=1234",
        "pkcs11:object=x;object=y",
        "pkcs11:pin-value=1",
        "pkcs11:object",
        "pkcs11:object=%",
        "pkcs11:object=%0",
        "pkcs11:object=%zz",
        "pkcs11:object=\u00e9",
        "pkcs11:module-path=/x",
        "pkcs11:object=",
        "pkcs11:object=;id=",
        "pkcs11:object=x;",
        "pkcs11:;object=x",
        "pkcs11:object=x y",
        "pkcs11:object=x#y",
        "pkcs11:object=x/y",
        "pkcs11:object=%ff",
        "pkcs11:object=%\uff11\uff11"
      })
  void parse_anotherForm_isRefused(String uri) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Rfc7512.parse(uri, ALLOWED));
  }
}
