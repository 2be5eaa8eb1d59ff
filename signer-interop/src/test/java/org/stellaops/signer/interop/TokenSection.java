package org.stellaops.signer.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Development mode's configuration with a token where its second keystore was. */
final class TokenSection {

  private TokenSection() {}

  /**
   * The key {@code second} is one of SoftHSM2, and signs what a profile leaves open.
   *
   * @param module the library of the token
   * @param variables what the library finds in its environment
   * @param libraries where the packed backends are
   */
  static String in(
      String development,
      SoftHsm token,
      String key,
      Path module,
      Map<String, String> variables,
      Path libraries) {
    List<String> environment = new ArrayList<>(List.of("SOFTHSM2_CONF=" + token.conf()));
    variables.forEach((name, value) -> environment.add(name + "=" + value));
    return in(development, token.token(), "object=" + key, module, environment, libraries);
  }

  /**
   * The same with another token.
   *
   * @param token its name, as the setting says it
   * @param key the attributes of the key, as its name has them
   */
  static String in(
      String development,
      String token,
      String key,
      Path module,
      List<String> environment,
      Path libraries) {
    StringJoiner variables = new StringJoiner(", ", "[", "]");
    environment.forEach(each -> variables.add("\"" + each + "\""));
    String backends =
        """
        keys:
          libraries: "LIBRARIES"
          selfTestEvery: 10s
          backends:
            export: {type: keystore, file: export.p12, password: file:keystore.password}
            dev:
              type: keystore
              file: keystore.p12
              password: file:keystore.password
            hsm:
              type: pkcs11
              module: "MODULE"
              token: "TOKEN"
              pin: file:pin
              sessions: 1
              environment: VARIABLES

        """
            .replace("LIBRARIES", libraries.toString())
            .replace("MODULE", module.toString())
            .replace("TOKEN", token)
            .replace("VARIABLES", variables.toString());
    int start = development.indexOf("\nkeys:\n") + 1;
    int end = development.indexOf("\nseal:\n") + 1;
    return development
            .substring(0, start)
            .replace("second:demo-second", "hsm:pkcs11:" + key)
            .replace("default: {keys: [sbom]}", "default: {keys: [second]}")
            .replace("bom\": {release: required}", "bom\": {release: not-required}")
        + backends
        + development.substring(end);
  }
}
