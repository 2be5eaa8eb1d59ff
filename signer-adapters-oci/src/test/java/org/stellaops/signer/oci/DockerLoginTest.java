package org.stellaops.signer.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;

class DockerLoginTest {

  private static final String CANARY = "s3cret-canary";
  private static final String PAIR = Bytes.utf8("robot:" + CANARY).base64();
  private static final String PRINTED =
      "{\"ServerURL\":\"x\",\"Username\":\"robot\",\"Secret\":\"" + CANARY + "\"}";

  @TempDir private Path directory;

  private final List<String> asked = new ArrayList<>();
  private long now;

  private Optional<Login> login(String config, String host, RegistryCredentials helpers)
      throws IOException {
    return opened(config, host, helpers).login(soon());
  }

  private DockerLogin opened(String config, String host, RegistryCredentials helpers)
      throws IOException {
    Path file = Files.writeString(directory.resolve("config.json"), config);
    return new DockerLogin(file, host, "team/app", helpers, () -> now);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30), Ticker.system());
  }

  private RegistryCredentials printing(String printed) {
    return (name, server, deadline) -> {
      asked.add(name + " " + server);
      return Optional.of(Bytes.utf8(printed));
    };
  }

  private Optional<Bytes> nothing(String name, String server, Deadline deadline) {
    asked.add(name + " " + server);
    return Optional.empty();
  }

  private static String auths(String key) {
    return "{\"auths\":{\"" + key + "\":{\"auth\":\"" + PAIR + "\"}}}";
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example, registry.example",
    "https://registry.example, registry.example",
    "https://registry.example/, registry.example",
    "https://registry.example/v1/, registry.example",
    "https://registry.example/v2/, registry.example",
    "registry.example/team, registry.example",
    "registry.example/team/app, registry.example",
    "registry.example:5000, registry.example:5000",
    "https://index.docker.io/v1/, docker.io",
    "https://index.docker.io/v1/, registry-1.docker.io",
    "docker.io/team, index.docker.io"
  })
  void login_underAnyNameOfTheRegistry_isFound(String key, String host) throws IOException {
    assertThat(login(auths(key), host, this::nothing)).contains(new Credentials("robot", CANARY));
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example, registry.example:5000",
    "registry.example:5000, registry.example",
    "registry.example, registry.example.evil",
    "registry.example.evil, registry.example",
    "example, registry.example",
    "registry.example/tea, registry.example",
    "registry.example/team/app/more, registry.example",
    "registry.example@evil, registry.example",
    "'', registry.example"
  })
  void login_ofAnotherRegistryOrRepository_isNotFound(String key, String host) throws IOException {
    assertThat(login(auths(key), host, this::nothing)).isEmpty();
  }

  @Test
  void login_ofTheLongestPath_isTaken() throws IOException {
    String other = Bytes.utf8("other:x").base64();
    String config =
        "{\"auths\":{\"registry.example\":{\"auth\":\"%\"},\"registry.example/team\":{\"auth\":\"&\"},"
            + "\"registry.example/team/app\":{}}}";
    assertThat(
            login(config.replace("%", other).replace("&", PAIR), "registry.example", this::nothing))
        .contains(new Credentials("robot", CANARY));
  }

  @Test
  void login_withTokensOrSeparateMembers_isReadAsDockerDoes() throws IOException {
    String form = "{\"auths\":{\"registry.example\":{%}}}";
    assertThat(
            login(
                form.replace("%", "\"auth\":\"" + PAIR + "\",\"identitytoken\":\"it\""),
                "registry.example",
                this::nothing))
        .contains(new Login.IdentityToken("it"));
    assertThat(
            login(form.replace("%", "\"registrytoken\":\"rt\""), "registry.example", this::nothing))
        .contains(new Login.RegistryToken("rt"));
    assertThat(
            login(
                form.replace("%", "\"username\":\"u\",\"password\":\"p:q\",\"email\":null"),
                "registry.example",
                this::nothing))
        .contains(new Credentials("u", "p:q"));
    String padded = Bytes.utf8("u:p\0\0").base64();
    assertThat(
            login(
                form.replace("%", "\"auth\":\"" + padded + "\""),
                "registry.example",
                this::nothing))
        .contains(new Credentials("u", "p"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"auths\":{\"registry.example\":{\"auth\":\"s3cret-canary!\"}}}",
        "{\"auths\":{\"registry.example\":{\"auth\":\"czNjcmV0LWNhbmFyeQ==\"}}}",
        "{\"auths\":{\"registry.example\":{\"auth\":1}}}",
        "{\"auths\":{\"registry.example\":{\"identitytoken\":\"s3cret-canary\\n\"}}}",
        "{\"auths\":[\"s3cret-canary\"]}",
        "{\"credsStore\":\"../s3cret-canary\"}",
        "{\"credsStore\":\"a b\"}",
        "{\"credsStore\":7}",
        "{\"credHelpers\":{\"registry.example\":\"a/b\"}}",
        "{\"auths\":{},\"auths\":{\"s3cret-canary\":{}}}",
        "s3cret-canary",
        "[]",
        ""
      })
  void g04_file_outOfForm_isAFailureWithoutItsSecrets(String config) throws IOException {
    DockerLogin login = opened(config, "registry.example", this::nothing);
    assertThatThrownBy(login::check)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("config.json")
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> login.login(soon()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("config.json")
        .hasMessageNotContaining("canary");
    assertThat(asked).isEmpty();
  }

  @Test
  void file_thatIsMissingOrTooLong_isAFailure() throws IOException {
    DockerLogin missing =
        new DockerLogin(
            directory.resolve("none.json"), "registry.example", "team/app", this::nothing, () -> 0);
    assertThatThrownBy(missing::check).hasMessageContaining("none.json cannot be read");
    String blanks = " ".repeat((1 << 20) + 1);
    assertThatThrownBy(() -> login(blanks, "registry.example", this::nothing))
        .hasMessageContaining("longer than 1 MiB");
  }

  @Test
  void helper_ofTheHost_isAskedAndNothingElseCounts() throws IOException {
    String config =
        "{\"credHelpers\":{\"registry.example\":\"own\"},\"credsStore\":\"all\",\"auths\":"
            + "{\"registry.example\":{\"auth\":\""
            + PAIR
            + "\"},\"other.example\":{\"auth\":\""
            + PAIR
            + "\"}}}";
    assertThat(login(config, "registry.example", printing(PRINTED)))
        .contains(new Credentials("robot", CANARY));
    assertThat(login(config, "registry.example", this::nothing)).isEmpty();
    assertThat(login(config, "other.example", this::nothing)).isPresent();
    assertThat(asked)
        .containsExactly("own registry.example", "own registry.example", "all other.example");
  }

  @Test
  void helper_forDockersOwnRegistry_isAskedByItsOldName() throws IOException {
    login("{\"credsStore\":\"desktop\"}", "registry-1.docker.io", this::nothing);
    assertThat(asked).containsExactly("desktop https://index.docker.io/v1/");
  }

  @Test
  void helper_withATokensUser_givesAnIdentityToken() throws IOException {
    assertThat(
            login(
                "{\"credsStore\":\"acr\"}",
                "registry.example",
                printing("{\"Username\":\"<token>\",\"Secret\":\"refresh\"}")))
        .contains(new Login.IdentityToken("refresh"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s3cret-canary",
        "{\"Username\":\"robot\"}",
        "{\"Secret\":\"s3cret-canary\"}",
        "{\"Username\":\"\",\"Secret\":\"s3cret-canary\"}",
        "{\"Username\":\"a:s3cret-canary\",\"Secret\":\"x\"}",
        "{\"Username\":\"<token>\",\"Secret\":\"s3cret-canary \"}"
      })
  void g04_helper_printingNonsense_isAFailureThatRepeatsNoneOfIt(String printed) {
    assertThatThrownBy(() -> login("{\"credsStore\":\"x\"}", "registry.example", printing(printed)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("docker-credential-x")
        .hasMessageNotContaining("canary");
  }

  @Test
  void helper_isAskedAtMostOnceInTenSeconds_alsoWhereItFails() throws IOException {
    DockerLogin login = opened("{\"credsStore\":\"x\"}", "registry.example", printing("{}"));
    assertThatThrownBy(() -> login.login(soon())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> login.login(soon())).isInstanceOf(IOException.class);
    assertThat(asked).hasSize(1);
    now += Duration.ofSeconds(11).toNanos();
    assertThatThrownBy(() -> login.login(soon())).isInstanceOf(IOException.class);
    assertThat(asked).hasSize(2);
  }

  @Test
  void file_thatWasChanged_isReadAnew() throws IOException {
    DockerLogin login = opened(auths("registry.example"), "registry.example", this::nothing);
    assertThat(login.login(soon())).isPresent();
    Files.writeString(directory.resolve("config.json"), "{}");
    assertThat(login.login(soon())).isPresent();
    now += Duration.ofSeconds(11).toNanos();
    assertThat(login.login(soon())).isEmpty();
  }

  @Test
  void g04_logins_asText_holdNoSecret() {
    assertThat(new Login.IdentityToken(CANARY).toString()).doesNotContain("canary");
    assertThat(new Login.RegistryToken(CANARY).toString()).doesNotContain("canary");
  }
}
