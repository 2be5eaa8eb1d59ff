package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.outbound.Origin;

/**
 * Google's file of an external account whose token is in another file (AIP-4117, "External Account
 * Credentials"). It has no secret. Its URLs count if they are Google's own: whoever could write
 * another one into it would be sent the token.
 *
 * @param subjectFile what has the token
 * @param subjectField the member of {@code subjectFile} that is it; null where all of it is
 * @param impersonation where the token of a service account is had; null for none
 */
record ExternalAccount(
    String audience,
    String subjectTokenType,
    Origin.Target tokenUrl,
    Path subjectFile,
    @Nullable String subjectField,
    Origin.@Nullable Target impersonation) {

  private static final String TYPE = "external_account";
  private static final String SOURCE = "credential_source.file";
  private static final String IMPERSONATION = "service_account_impersonation_url";

  private static final Pattern EXCHANGE =
      Pattern.compile("https://sts\\.googleapis\\.com/v1/token");
  private static final Pattern IMPERSONATED =
      Pattern.compile(
          "https://iamcredentials\\.googleapis\\.com/v1/projects/-/serviceAccounts/"
              + "[A-Za-z0-9@._-]{1,200}:generateAccessToken");

  /**
   * @param variable what names the file
   */
  static ExternalAccount parse(String variable, Path file, WorkloadVariables variables)
      throws IOException {
    String who = variable + " names " + file + ", which";
    JsonObject json =
        CloudWire.parsed(variables.bytes(variable, file))
            .orElseThrow(() -> new IOException(who + " is no JSON object"));
    if (!CloudWire.member(json, "type").equals(new JsonString(TYPE))) {
      throw new IOException(who + " is no " + TYPE + ": keys of service accounts are not taken");
    }
    if (!(CloudWire.member(json, "credential_source") instanceof JsonObject source)
        || !source.has("file")) {
      throw new IOException(who + " has its token elsewhere than in a file");
    }
    return new ExternalAccount(
        CloudWire.text(who, json, "audience"),
        CloudWire.text(who, json, "subject_token_type"),
        google(who, json, "token_url", EXCHANGE),
        WorkloadVariables.file(SOURCE, CloudWire.text(who, source, "file")),
        field(who, source),
        json.has(IMPERSONATION) ? google(who, json, IMPERSONATION, IMPERSONATED) : null);
  }

  private static Origin.Target google(String who, JsonObject json, String name, Pattern known)
      throws IOException {
    String url = CloudWire.text(who, json, name);
    if (!known.matcher(url).matches()) {
      throw new IOException(who + " has a " + name + " that is not Google's");
    }
    return Origin.target(url);
  }

  private static @Nullable String field(String who, JsonObject source) throws IOException {
    return CloudWire.member(source, "format") instanceof JsonObject format
            && CloudWire.member(format, "type").equals(new JsonString("json"))
        ? CloudWire.text(who, format, "subject_token_field_name")
        : null;
  }

  /** The token of the moment. */
  String subjectToken(WorkloadVariables variables) throws IOException {
    if (subjectField == null) {
      return variables.token(SOURCE, subjectFile);
    }
    String who = SOURCE + " names " + subjectFile + ", which";
    JsonObject json =
        CloudWire.parsed(variables.bytes(SOURCE, subjectFile))
            .orElseThrow(() -> new IOException(who + " is no JSON object"));
    return CloudWire.token(who, json, subjectField);
  }
}
