package org.stellaops.signer.core.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.signer.model.Digest;

/** The body of a request to sign, member by member as JSON text, so that each can be made wrong. */
final class SignBody {

  static final String SBOM = "https://cyclonedx.org/bom";
  static final String HEX = "ab".repeat(32);
  static final String SUBJECT =
      "[{\"name\":\"registry.example/app\",\"digest\":{\"sha256\":\"" + HEX + "\"}}]";

  private final Map<String, String> members = new LinkedHashMap<>();

  SignBody(String proofOfEntitlement, Digest scanner) {
    members.put("subject", SUBJECT);
    members.put("predicateType", Jwts.quoted(SBOM));
    members.put("predicate", "{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"a\"}]}");
    members.put("scannerImageDigest", Jwts.quoted(scanner.toString()));
    members.put("poe", "{\"format\":\"jwt\",\"value\":\"" + proofOfEntitlement + "\"}");
  }

  SignBody with(String member, String json) {
    members.put(member, json);
    return this;
  }

  SignBody without(String member) {
    members.remove(member);
    return this;
  }

  SignBody options(String json) {
    return with("options", json);
  }

  @Override
  public String toString() {
    return Jwts.json(members);
  }
}
