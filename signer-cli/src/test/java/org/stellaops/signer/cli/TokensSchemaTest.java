package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.cli.TokensPage.Row;

/** Holds the schemas of tokens and proofs to docs/tokens.md: neither laxer nor stricter. */
class TokensSchemaTest {

  /** Of a claim by itself, so that a schema can see them too. */
  private static final Set<String> FAULTS_OF_FORM =
      Set.of(
          "claim-missing",
          "claim-malformed",
          "cnf-missing",
          "cnf-unsupported",
          "mutual-tls-unsupported",
          "limits-unknown",
          "nonce-missing");

  private static final Map<String, String> SCHEMAS =
      Map.of(
          "token", "access-token-v1.schema.json",
          "proof", "dpop-proof-v1.schema.json",
          "poe", "proof-of-entitlement-v1.schema.json",
          "answer", "licensing-answer-v1.schema.json");

  @Test
  void schemas_ofExamplesAndVariants_holdThem() {
    SCHEMAS.forEach((example, schema) ->
        Stream.concat(Stream.of(Row.PRINTED), TokensPage.accepted(example))
            .forEach(row ->
                assertThat(SchemaCheck.faults(changed(row, example), schema))
                    .as(row.toString())
                    .isEmpty()));
  }

  @Test
  void schemas_ofFaultsOfForm_refuseThem() {
    SCHEMAS.forEach((example, schema) ->
        TokensPage.faults(example)
            .filter(row -> row.isPatch() && !row.patch(example).has("header"))
            .filter(row -> FAULTS_OF_FORM.contains(row.reason()))
            .forEach(row ->
                assertThat(SchemaCheck.faults(changed(row, example), schema))
                    .as(row.toString())
                    .isNotEmpty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token {\"aud\":7}",
        "token {\"aud\":[]}",
        "token {\"aud\":[\"signer\",\"other\"]}",
        "token {\"tid\":\"Acme\"}",
        "token {\"scope\":\"\"}",
        "token {\"scope\":\"signer.sign  signer.audit\"}",
        "token {\"scope\":null}",
        "token {\"cnf\":{\"jkt\":\"THUMBPRINT\"}}",
        "token {\"cnf\":{\"other\":1}}",
        "token {\"iat\":0}",
        "token {\"exp\":1795745700.5}",
        "proof {\"jti\":\"\"}",
        "proof {\"htm\":\"post\"}",
        "proof {\"htu\":\"/api/v1/signer/sign/dsse\"}",
        "proof {\"ath\":\"ATH\"}",
        "proof {\"content-digest\":\"sha-256=:AAAA:\"}",
        "poe {\"aud\":[\"signer\",\"other\"]}",
        "poe {\"tid\":\"a b\"}",
        "poe {\"ver\":-1}",
        "poe {\"plan\":\"Gold plan\"}",
        "poe {\"limits\":{\"perSecond\":0}}",
        "poe {\"limits\":{\"perSecond\":1.5}}",
        "poe {\"cnf\":{\"jkt\":\"THUMBPRINT\",\"other\":1}}",
        "answer {\"aud\":{}}",
        "answer {\"token_introspection\":{\"active\":\"true\"}}",
        "answer {\"token_introspection\":{\"active\":null}}",
        "answer {\"token_introspection\":{\"poe_sha256\":\"POE_SHA256\"}}",
        "answer {\"token_introspection\":{\"poe_sha256\":null}}",
        "answer {\"token_introspection\":{\"ver\":null}}",
        "answer {\"token_introspection\":{\"ver\":-1}}",
        "answer {\"token_introspection\":{\"lic\":7}}",
        "answer {\"token_introspection\":{\"limits\":{\"burst\":0}}}",
        "answer {\"token_introspection\":{\"limits\":{\"seats\":3}}}"
      })
  void schemas_ofWhatTheTextForbids_refuseIt(String change) {
    String example = change.substring(0, change.indexOf(' '));
    Row row = new Row(example, change.substring(example.length() + 1), 0, "", "");
    String schema = Objects.requireNonNull(SCHEMAS.get(example));
    assertThat(SchemaCheck.faults(changed(row, example), schema)).isNotEmpty();
  }

  @Test
  void schemas_ofANo_askForNothingElse() {
    Row no =
        new Row(
            "answer",
            "{\"token_introspection\":{\"active\":false,\"poe_sha256\":null,\"lic\":null,"
                + "\"ver\":\"x\",\"limits\":{\"seats\":3}}}",
            403,
            "",
            "");
    assertThat(SchemaCheck.faults(changed(no, "answer"), "licensing-answer-v1.schema.json"))
        .isEmpty();
  }

  private static JsonNode changed(Row row, String example) {
    ObjectNode claims = (ObjectNode) TokensPage.example(example).get("claims");
    ObjectNode change = row.patch(example);
    change.remove("header");
    TokensPage.merge(claims, change);
    return claims;
  }
}
