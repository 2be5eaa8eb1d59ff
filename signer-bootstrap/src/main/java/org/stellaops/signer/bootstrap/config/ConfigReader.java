package org.stellaops.signer.bootstrap.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;

/** Reads the configuration: the one file that was named, and environment variables over it. */
public final class ConfigReader {

  /** The variable that names the file where the command line does not. */
  public static final String VARIABLE = "STELLA_CONFIG";

  private static final int LONGEST = 1024 * 1024;

  private ConfigReader() {}

  /**
   * The file that the operator named; none is ever looked for in the working directory.
   *
   * @param option what {@code --config} says, or null
   */
  public static Optional<Path> named(@Nullable Path option, Map<String, String> environment) {
    if (option != null) {
      return Optional.of(option);
    }
    return Optional.ofNullable(environment.get(VARIABLE))
        .filter(name -> !name.isEmpty())
        .map(Path::of);
  }

  /**
   * Reads and checks everything. Paths in it are relative to the file's own directory.
   *
   * @throws ConfigRefused with all that is wrong; secrets that are missing are among it
   */
  public static Config read(Path file, Map<String, String> environment) throws ConfigRefused {
    return ConfigFile.read(file, environment).config();
  }

  /**
   * @param heap bytes that this process may have of it
   */
  static Config read(Path file, Map<String, String> environment, long heap) throws ConfigRefused {
    return open(file, environment, heap).config();
  }

  static ConfigFile open(Path file, Map<String, String> environment, long heap)
      throws ConfigRefused {
    ConfigProblems problems = new ConfigProblems();
    String source = String.valueOf(file.getFileName());
    byte[] written = bytes(file, source);
    Node.Mapping root = StrictYaml.read(source, text(written, source), problems);
    problems.refuseIfAny();
    Path base = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    Kind.Reading reading = new Kind.Reading(base, environment, problems);
    Variables.lay(root, reading);
    Config config = ConfigChecks.check(SettingsReader.read(root, reading), problems, heap);
    problems.refuseIfAny();
    return new ConfigFile(file, Bytes.adopt(written).sha256(), config);
  }

  private static String text(byte[] written, String source) throws ConfigRefused {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(written)).toString();
    } catch (CharacterCodingException e) {
      throw unreadable(source, "the file is not UTF-8");
    }
  }

  private static byte[] bytes(Path file, String source) throws ConfigRefused {
    try {
      if (!Files.isRegularFile(file)) {
        throw unreadable(source, "there is no such file as " + file);
      }
      if (Files.size(file) > LONGEST) {
        throw unreadable(source, "the file has more than 1 MiB");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(source, "the file cannot be read");
    }
  }

  private static ConfigRefused unreadable(String source, String what) {
    return new ConfigRefused(
        List.of(new ConfigProblem(source, "", what, "a readable YAML file in UTF-8")));
  }
}
