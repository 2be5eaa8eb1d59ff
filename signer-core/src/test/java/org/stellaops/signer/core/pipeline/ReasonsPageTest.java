package org.stellaops.signer.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.json.JsonFault;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.SignedTokens.TokenFault;

/** docs/errors.md lists every reason, in the order of the enum, with codes that go with it. */
class ReasonsPageTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| ([^|]+) \\| .+ \\|$");
  private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

  private static Map<String, Set<String>> table() throws IOException {
    String page = Files.readString(Path.of("../docs/errors.md"));
    Map<String, Set<String>> rows = new LinkedHashMap<>();
    ROW.matcher(page.substring(page.indexOf("## Reasons")))
        .results()
        .forEach(row ->
            rows.put(
                row.group(1),
                CODE.matcher(row.group(2))
                    .results()
                    .map(code -> code.group(1))
                    .collect(Collectors.toSet())));
    return rows;
  }

  @Test
  void errorsPage_reasons_areThoseOfTheEnum() throws IOException {
    List<String> words = Arrays.stream(Reason.values()).map(Reason::word).toList();

    assertThat(table().keySet()).containsExactlyElementsOf(words);
  }

  @Test
  void errorsPage_codes_areOnesThatExist() throws IOException {
    Set<String> codes =
        Arrays.stream(ErrorCode.values()).map(ErrorCode::wire).collect(Collectors.toSet());

    assertThat(table().values()).allSatisfy(named -> assertThat(codes).containsAll(named));
  }

  @Test
  void errorsPage_everyRefusalOfThePipeline_isListedWithItsCode() throws IOException {
    Map<String, Set<String>> table = table();

    assertThat(RefusalsTest.all())
        .allSatisfy(one -> assertThat(table.get(one.reason())).contains(one.code().wire()));
  }

  @Test
  void reasons_ofEveryFault_exist() {
    assertThat(JsonFault.values()).allSatisfy(fault -> assertThat(fault.reason()).isNotNull());
    assertThat(TokenFault.values())
        .allSatisfy(
            fault -> assertThat(List.of(fault.ofToken(), fault.ofProof())).doesNotContainNull());
  }
}
