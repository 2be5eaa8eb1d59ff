package org.stellaops.signer.cli.conformance;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stellaops.signer.bootstrap.conformance.SigstoreInstance.Addresses;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.SigningConfig;
import org.stellaops.signer.verify.trust.SigningConfig.Selection;
import org.stellaops.signer.verify.trust.SigningConfig.Service;

/** Which services of a signing config are used: of several operators one each, valid now. */
final class InstanceChoice {

  private static final int FULCIO = 1;
  private static final int TIMESTAMPS = 1;
  private static final int REKOR = 2;

  private InstanceChoice() {}

  static Addresses of(Path file, Instant now) {
    SigningConfig config;
    try {
      config = SigningConfig.parse(LocalFile.read(file));
    } catch (InvalidTrust e) {
      throw CommandFailed.usage("--signing-config: " + file + ": " + e.getMessage(), e);
    }
    List<Service> logs = SigningConfig.usable(config.logs(), now, REKOR);
    if (logs.stream().anyMatch(log -> log.apiVersion() != REKOR)) {
      throw CommandFailed.usage(
          "--signing-config: its only log is a Rekor of API version 1, which this command does not"
              + " write to; name one of version 2");
    }
    List<URI> authorities =
        chosen(
            "certificate authority",
            SigningConfig.usable(config.certificateAuthorities(), now, FULCIO),
            new Selection(SigningConfig.Selector.ANY, 0));
    return new Addresses(
        authorities.get(0),
        chosen(
            "timestamp authority",
            SigningConfig.usable(config.timestampAuthorities(), now, TIMESTAMPS),
            config.timestampSelection()),
        chosen("log", logs, config.logSelection()));
  }

  private static List<URI> chosen(String kind, List<Service> services, Selection selection) {
    Map<String, Service> byOperator = new LinkedHashMap<>();
    for (Service each : services) {
      byOperator.putIfAbsent(each.operator().isEmpty() ? each.url() : each.operator(), each);
    }
    long wanted =
        switch (selection.selector()) {
          case ALL -> byOperator.size();
          case ANY -> 1;
          case EXACT -> selection.count();
        };
    if (byOperator.isEmpty() || byOperator.size() < wanted) {
      throw CommandFailed.usage(
          "--signing-config has "
              + byOperator.size()
              + " operators of a "
              + kind
              + " that are valid now and spoken to; "
              + Math.max(wanted, 1)
              + " are wanted");
    }
    return byOperator.values().stream().limit(wanted).map(each -> URI.create(each.url())).toList();
  }
}
