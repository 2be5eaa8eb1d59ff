package org.stellaops.signer.oci.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.signer.model.Bytes;

/** The published vectors of Signature Version 4: its test suite, and the derivation of a key. */
class AwsSignatureTest {

  private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String TOKEN =
      "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSP"
          + "fIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQ"
          + "DYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz"
          + "+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

  @ParameterizedTest
  @CsvSource({
    "get-vanilla, GET, false, '', '', host;x-amz-date,"
        + "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "post-vanilla, POST, false, '', '', host;x-amz-date,"
        + "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    "post-x-www-form-urlencoded, POST, false, application/x-www-form-urlencoded, Param1=value1,"
        + "content-type;host;x-amz-date,"
        + "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    "post-sts-header-before, POST, true, '', '', host;x-amz-date;x-amz-security-token,"
        + "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"
  })
  void headers_ofAPublishedRequest_haveThePublishedSignature(
      String vector,
      String method,
      boolean session,
      String type,
      String body,
      String names,
      String signature) {
    AwsCredentials credentials = new AwsCredentials("AKIDEXAMPLE", SECRET, session ? TOKEN : null);
    Map<String, String> headers =
        new AwsSignature(credentials, "us-east-1", "service")
            .headers(
                method,
                "example.amazonaws.com",
                type.isEmpty() ? Map.of() : Map.of("content-type", type),
                Bytes.utf8(body),
                NOW);
    assertThat(headers.get("authorization"))
        .describedAs(vector)
        .isEqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                + " SignedHeaders="
                + names
                + ", Signature="
                + signature);
    assertThat(headers).containsEntry("x-amz-date", "20150830T123600Z").doesNotContainKey("host");
    assertThat(headers.containsKey("x-amz-security-token")).isEqualTo(session);
  }

  @Test
  void key_ofThePublishedExample_isThePublishedKey() {
    AwsCredentials credentials = new AwsCredentials("AKIDEXAMPLE", SECRET, null);
    assertThat(Bytes.adopt(new AwsSignature(credentials, "us-east-1", "iam").key("20150830")).hex())
        .isEqualTo("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
  }

  @Test
  void g04_credentials_asText_holdNoSecret() {
    assertThat(new AwsCredentials("AKIDEXAMPLE", SECRET, TOKEN).toString())
        .isEqualTo("AwsCredentials[AKIDEXAMPLE]");
    assertThat(new AssumedRole("AKIDEXAMPLE", SECRET, TOKEN, "x").toString())
        .isEqualTo("AssumedRole[AKIDEXAMPLE]");
  }
}
