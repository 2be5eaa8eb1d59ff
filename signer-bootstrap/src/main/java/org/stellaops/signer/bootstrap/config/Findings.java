package org.stellaops.signer.bootstrap.config;

/** The settings that are held against each other, and what is found wrong with them. */
record Findings(Settings settings, ConfigProblems problems) {

  void wrong(Setting<?> setting, String what, String allowed, String... chosen) {
    wrong(setting.path().with(chosen), what, allowed);
  }

  void wrong(SettingPath path, String what, String allowed) {
    problems.add(settings.place(path), path, what, allowed);
  }

  /** A setting that must be there in one case and must not in the other. */
  void needed(Setting<?> setting, boolean needed, String other, String... chosen) {
    boolean written = settings.find(setting, chosen).isPresent();
    if (needed && !written) {
      wrong(setting, "missing", setting.kind().allowed(), chosen);
    } else if (!needed && written) {
      wrong(setting, "means nothing with " + other, "nothing here", chosen);
    }
  }

  void someIn(String section, String one) {
    if (settings.names(section).isEmpty()) {
      SettingPath path = SettingPath.of(section);
      wrong(path, "empty", "at least " + one);
    }
  }
}
