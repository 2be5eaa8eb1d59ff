package org.stellaops.signer.cli.verdict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.stellaops.signer.cli.export.ExportNames;
import org.stellaops.signer.cli.export.SignedDirectory;
import org.stellaops.signer.cli.export.TreeComparison;
import org.stellaops.signer.cli.terminal.ExitCode;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.json.export.ExportManifest;
import org.stellaops.signer.json.export.ExportProvenance;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.verify.BundleVerdict;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.Expectations;

/**
 * Verifies a signed export: every signature over both of its documents, then that the documents are
 * about each other, then every file. Files are not looked at before the manifest is proven.
 */
public final class ExportVerification {

  private final Path root;
  private final Path signed;
  private final VerifyRequest request;
  private final Terminal terminal;

  /**
   * @param root the directory with the files, without links
   * @param signed the directory with the signatures
   * @param request whose signatures count
   */
  public ExportVerification(Path root, Path signed, VerifyRequest request, Terminal terminal) {
    this.root = root;
    this.signed = signed;
    this.request = request;
    this.terminal = terminal;
  }

  public ExitCode run() {
    VerifyRequest.Wanted wanted = request.wanted();
    SignedDirectory directory = SignedDirectory.open(signed);
    List<String> faults = new ArrayList<>(directory.faults());
    Map<String, BundleVerdict> verdicts = new LinkedHashMap<>();
    if (faults.isEmpty()) {
      for (String document : ExportNames.DOCUMENTS) {
        verify(document, directory, wanted, verdicts);
      }
      if (proven(verdicts)) {
        faults.addAll(documents(directory));
        if (!directory.fingerprints().containsAll(signers(verdicts))) {
          faults.add("names other signers than those who signed: " + ExportNames.SIGNERS);
        }
      }
    }
    boolean good = faults.isEmpty() && proven(verdicts);
    Optional<ExportManifest> manifest = good ? manifest(directory) : Optional.empty();
    Optional<TreeComparison> files =
        manifest.map(read -> TreeComparison.of(read, root, signed, terminal));
    new ExportVerdictWords(terminal).say(verdicts, faults, manifest, files);
    if (files.isPresent()) {
      return files.get().isSame() ? ExitCode.GOOD : ExitCode.NO;
    }
    boolean unsupported =
        faults.isEmpty()
            && verdicts.values().stream().allMatch(each -> each.verified() || each.unsupported());
    return unsupported ? ExitCode.UNSUPPORTED : ExitCode.NO;
  }

  private static List<String> signers(Map<String, BundleVerdict> verdicts) {
    return verdicts.values().stream()
        .flatMap(each -> each.signers().stream())
        .map(key -> key.fingerprint().toString())
        .distinct()
        .toList();
  }

  private static boolean proven(Map<String, BundleVerdict> verdicts) {
    return !verdicts.isEmpty() && verdicts.values().stream().allMatch(BundleVerdict::verified);
  }

  /** Both kinds of signature over a document; those of several keys count together. */
  private void verify(
      String document,
      SignedDirectory directory,
      VerifyRequest.Wanted wanted,
      Map<String, BundleVerdict> verdicts) {
    BundleVerification verification = wanted.verification();
    Bytes content = directory.read(document);
    List<Bytes> plain =
        directory.parts().stream()
            .map(part -> directory.read(ExportNames.bundle(document, part)))
            .toList();
    List<Bytes> enveloped =
        directory.parts().stream()
            .map(part -> directory.read(ExportNames.envelopeBundle(document, part)))
            .toList();
    verdicts.put(
        document,
        verification.verify(plain, wanted.trusted(), Expectations.artifact(content.sha256())));
    verdicts.put(
        ExportNames.envelope(document),
        verification.verify(
            enveloped,
            wanted.trusted(),
            document.equals(ExportManifest.FILE)
                ? Expectations.document(DocumentTypes.EXPORT_MANIFEST)
                : Expectations.none().ofType(DocumentTypes.SLSA_PROVENANCE)));
  }

  /** What does not hold together although every bundle is good. */
  private List<String> documents(SignedDirectory directory) {
    List<String> faults = new ArrayList<>();
    for (String document : ExportNames.DOCUMENTS) {
      try {
        faults.addAll(copies(document, directory));
      } catch (InvalidJson | IllegalArgumentException e) {
        faults.add("cannot be read: a file of the signatures of " + document);
      }
    }
    Optional<ExportManifest> manifest = manifest(directory);
    if (manifest.isEmpty()) {
      faults.add("is no manifest of an export: " + ExportManifest.FILE);
      return faults;
    }
    try {
      ExportProvenance provenance = ExportProvenance.read(directory.read(ExportProvenance.FILE));
      if (!provenance.manifest().equals(directory.read(ExportManifest.FILE).sha256())
          || !provenance.name().equals(manifest.get().name())
          || !provenance.createdAt().equals(manifest.get().createdAt())) {
        faults.add("is about another export: " + ExportProvenance.FILE);
      }
    } catch (InvalidField e) {
      faults.add("is no provenance of an export: " + ExportProvenance.FILE);
    }
    if (!directory.read(ExportNames.SUMS).equals(manifest.get().sha256sums())) {
      faults.add("has other digests than the manifest: " + ExportNames.SUMS);
    }
    return faults;
  }

  /** The envelope with every signature, and detached signatures, are those of the bundles. */
  private static List<String> copies(String document, SignedDirectory directory)
      throws InvalidJson {
    List<String> faults = new ArrayList<>();
    Bytes content = directory.read(document);
    TreeSet<String> inBundles = new TreeSet<>();
    for (String part : directory.parts()) {
      RawObject bundle = raw(directory, ExportNames.envelopeBundle(document, part));
      RawObject envelope = bundle.requiredField("dsseEnvelope").object();
      inBundles.addAll(signatures(envelope));
      if (!envelope.required("payload").base64().equals(content)) {
        faults.add("has another document: " + ExportNames.envelopeBundle(document, part));
      }
      Bytes plain =
          raw(directory, ExportNames.bundle(document, part))
              .requiredField("messageSignature")
              .object()
              .required("signature")
              .base64();
      String file = ExportNames.detached(document, part);
      if (!Bytes.base64(directory.read(file).utf8().strip()).equals(plain)) {
        faults.add("has another signature than its bundle: " + file);
      }
    }
    RawObject whole = raw(directory, ExportNames.envelope(document));
    if (!new TreeSet<>(signatures(whole)).equals(inBundles)
        || !whole.required("payload").base64().equals(content)) {
      faults.add("differs from the bundles: " + ExportNames.envelope(document));
    }
    return faults;
  }

  private static RawObject raw(SignedDirectory directory, String file) throws InvalidJson {
    return StrictJson.raw(directory.read(file), JsonLimits.REQUEST);
  }

  private static List<String> signatures(RawObject envelope) throws InvalidJson {
    List<String> signatures = new ArrayList<>();
    for (RawObject.Member each : envelope.required("signatures").elements(16)) {
      signatures.add(each.object().required("sig").base64().base64());
    }
    return signatures;
  }

  private static Optional<ExportManifest> manifest(SignedDirectory directory) {
    try {
      return Optional.of(ExportManifest.read(directory.read(ExportManifest.FILE)));
    } catch (InvalidField e) {
      return Optional.empty();
    }
  }
}
