package org.stellaops.signer.bootstrap.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.ConnectionSettings.ClientCertificate;
import org.stellaops.signer.bootstrap.config.ServerSettings.TlsFiles;
import org.stellaops.signer.bootstrap.config.Setting.Named;

/**
 * The certificates of its own that a configuration shows to others, by their places in it, as
 * {@code server.tls}. Found in whatever section names one, so that a new section cannot be
 * forgotten.
 *
 * @param listeners what listeners present
 * @param clients what is presented to dependencies
 */
public record PlacedCertificates(
    Map<String, TlsFiles> listeners, Map<String, ClientCertificate> clients) {

  public PlacedCertificates {
    listeners = Map.copyOf(listeners);
    clients = Map.copyOf(clients);
  }

  public static PlacedCertificates of(Config config) {
    Map<String, TlsFiles> listeners = new LinkedHashMap<>();
    Map<String, ClientCertificate> clients = new LinkedHashMap<>();
    search("", config, listeners, clients);
    return new PlacedCertificates(listeners, clients);
  }

  private static void search(
      String place,
      @Nullable Object settings,
      Map<String, TlsFiles> listeners,
      Map<String, ClientCertificate> clients) {
    switch (settings) {
      case null -> {}
      case TlsFiles files -> listeners.put(place, files);
      case ClientCertificate files -> clients.put(place, files);
      case Collection<?> several ->
          several.forEach(each -> search(place, each, listeners, clients));
      case Record section when section.getClass().getPackage() == Config.class.getPackage() -> {
        String within = place + name(section);
        for (RecordComponent component : section.getClass().getRecordComponents()) {
          search(
              within.isEmpty() ? component.getName() : within + "." + component.getName(),
              value(section, component),
              listeners,
              clients);
        }
      }
      default -> {}
    }
  }

  /** The name that the operator chose for it, with a dot before it; nothing where there is none. */
  private static String name(Record section) {
    return Arrays.stream(section.getClass().getRecordComponents())
        .filter(component -> component.isAnnotationPresent(Named.class))
        .findFirst()
        .map(component -> "." + value(section, component))
        .orElse("");
  }

  private static @Nullable Object value(Record section, RecordComponent component) {
    try {
      return component.getAccessor().invoke(section);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("settings are readable records: " + section.getClass(), e);
    }
  }
}
