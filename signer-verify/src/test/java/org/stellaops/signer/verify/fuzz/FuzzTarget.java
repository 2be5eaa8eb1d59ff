package org.stellaops.signer.verify.fuzz;

import java.util.List;
import java.util.Locale;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.json.cosign.SimpleSigning;
import org.stellaops.signer.json.export.ExportManifest;
import org.stellaops.signer.json.export.ExportProvenance;
import org.stellaops.signer.json.intoto.StatementReader;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.ports.InvalidAssertion;
import org.stellaops.signer.verify.BundleVerdict;
import org.stellaops.signer.verify.Expectations;
import org.stellaops.signer.verify.kit.InvalidKit;
import org.stellaops.signer.verify.kit.KitContents;
import org.stellaops.signer.verify.kit.KitManifest;
import org.stellaops.signer.verify.material.CertificateVerifier;
import org.stellaops.signer.verify.material.EntryBody;
import org.stellaops.signer.verify.material.LogEntry;
import org.stellaops.signer.verify.material.LogEntryReader;
import org.stellaops.signer.verify.material.LogEntryVerifier;
import org.stellaops.signer.verify.material.MaterialParsers;
import org.stellaops.signer.verify.material.NotProven;
import org.stellaops.signer.verify.material.SignatureVerifier;
import org.stellaops.signer.verify.material.SigningCertificate;
import org.stellaops.signer.verify.material.TimestampVerifier;
import org.stellaops.signer.verify.securitykey.SecurityKeyParsers;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.PublicKeyFiles;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.SigningConfig;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;
import org.stellaops.signer.verify.trust.TrustedAuthority;
import org.stellaops.signer.verify.trust.TrustedRoot;

/**
 * A parser of what others wrote. Each declares the refusals that it documents, all of them checked
 * exceptions, so that anything else that leaves it is a fault; where it accepts, it says in
 * addition what must then be so.
 */
enum FuzzTarget {
  BUNDLE {
    @Override
    void parse(Bytes input) {
      BundleVerdict verdict =
          FuzzVectors.BUNDLES.verify(
              input, FuzzVectors.SIGNERS, new Expectations(FuzzVectors.FILE, null));
      verdict.checks().forEach(check -> requirePrintable(check.toString()));
      requireSo(!verdict.checks().isEmpty(), "a verdict without a check");
    }
  },
  ENVELOPE {
    @Override
    void parse(Bytes input) {
      BundleVerdict verdict =
          FuzzVectors.ENVELOPES.verify(
              input, FuzzVectors.SIGNERS, new Expectations(FuzzVectors.FILE, null));
      verdict.checks().forEach(check -> requirePrintable(check.toString()));
      requireSo(!verdict.checks().isEmpty(), "a verdict without a check");
    }
  },
  CERTIFICATE {
    @Override
    void parse(Bytes input) throws NotProven {
      SigningCertificate certificate = SigningCertificate.parse(input);
      requirePrintable(certificate.issuer() + certificate.subject());
      CertificateVerifier verifier =
          new CertificateVerifier(FuzzVectors.ROOT, SignatureVerifier.platform());
      for (TrustedAuthority each : FuzzVectors.ROOT.certificateAuthorities()) {
        try {
          // Before the certificate's own signature, which no change survives.
          verifier.logs(certificate, each, 0);
        } catch (NotProven e) {
          requirePrintable(e.why());
        }
      }
      verifier.logs(
          certificate, verifier.authority(certificate, List.of(certificate.notBefore())), 1);
    }
  },
  CERTIFICATE_TIMESTAMPS {
    @Override
    void parse(Bytes input) throws NotProven {
      MaterialParsers.certificateTimestamps(input);
    }
  },
  TIMESTAMP {
    @Override
    void parse(Bytes input) throws NotProven {
      new TimestampVerifier(
              FuzzVectors.STAMPED_ROOT.timestampAuthorities(), SignatureVerifier.platform())
          .verify(input, FuzzVectors.STAMPED_SIGNATURE);
    }
  },
  CHECKPOINT {
    @Override
    void parse(Bytes input) throws NotProven {
      MaterialParsers.checkpoint(input.utf8(), FuzzVectors.ROOT);
    }
  },
  LOG_ENTRY {
    @Override
    void parse(Bytes input) throws InvalidJson, NotProven {
      LogEntry entry = LogEntryReader.read(StrictJson.raw(input, JsonLimits.REQUEST));
      new LogEntryVerifier(FuzzVectors.ROOT.logs(), SignatureVerifier.platform())
          .verify(entry, true);
    }
  },
  LOG_ENTRY_BODY {
    @Override
    void parse(Bytes input) throws NotProven {
      NotProven last = new NotProven("log-entry-body", "There is no kind.");
      for (String kind : FuzzVectors.KINDS) {
        int space = kind.indexOf(' ');
        try {
          EntryBody.require(
              FuzzVectors.entry(kind.substring(0, space), kind.substring(space + 1), input),
              FuzzVectors.SIGNED);
          return;
        } catch (NotProven e) {
          last = e;
        }
      }
      throw last;
    }
  },
  TRUSTED_ROOT {
    @Override
    void parse(Bytes input) throws InvalidTrust {
      TrustedRoot.parse(input);
    }
  },
  SIGNING_CONFIG {
    @Override
    void parse(Bytes input) throws InvalidTrust {
      SigningConfig.parse(input);
    }
  },
  PUBLIC_KEY {
    @Override
    void parse(Bytes input) throws InvalidTrust {
      PublicKeyFiles.read(input);
    }
  },
  TRUST_DOCUMENT {
    @Override
    void parse(Bytes input) throws InvalidTrust {
      Bytes written = TrustDocumentKeys.parse(input).document();
      requireSo(
          TrustDocumentKeys.parse(written).document().equals(written),
          "a document that is not read as it was written");
    }
  },
  REVOCATIONS {
    @Override
    void parse(Bytes input) throws InvalidTrust {
      Bytes written = Revocations.parse(input).document();
      requireSo(
          Revocations.parse(written).document().equals(written),
          "a document that is not read as it was written");
    }
  },
  KIT {
    @Override
    void parse(Bytes input) throws InvalidKit {
      requireSo(KitContents.read(input).archive().equals(input), "a kit of other bytes");
    }
  },
  KIT_MANIFEST {
    @Override
    void parse(Bytes input) throws InvalidKit {
      KitManifest manifest = KitManifest.parse(input);
      requireSo(
          KitManifest.parse(manifest.statement()).equals(manifest), "a manifest that is another");
    }
  },
  SIMPLE_SIGNING {
    @Override
    void parse(Bytes input) throws InvalidField {
      SimpleSigning payload = SimpleSigning.read(input);
      requireSo(payload.image().hex().length() == 64, "an image of no digest");
    }
  },
  ATTACHED_SIGNATURE {
    @Override
    void parse(Bytes input) throws NotProven {
      AttachedLayer.read(DocumentTypes.SIMPLE_SIGNING, input);
    }
  },
  ATTACHED_ATTESTATION {
    @Override
    void parse(Bytes input) throws NotProven {
      AttachedLayer.read(DocumentTypes.DSSE_ENVELOPE, input);
    }
  },
  TIMESTAMP_TOKEN {
    @Override
    void parse(Bytes input) throws NotProven {
      MaterialParsers.timestampToken(input, FuzzVectors.AUTHORITIES);
    }
  },
  SECURITY_KEY {
    @Override
    void parse(Bytes input) throws InvalidAssertion {
      SecurityKeyParsers.publicKey(input);
    }
  },
  SECURITY_KEY_ASSERTION {
    @Override
    void parse(Bytes input) throws InvalidAssertion {
      SecurityKeyParsers.assertion(input);
    }
  },
  SECURITY_KEY_LIST {
    @Override
    void parse(Bytes input) throws InvalidTrust {
      SecurityKeyParsers.keys(input)
          .keys()
          .forEach(key -> requireSo(!key.credentialId().isEmpty(), "a key of no credential"));
    }
  },
  SECURITY_KEY_PROOF {
    @Override
    void parse(Bytes input) throws InvalidJson {
      Bytes written = SecurityKeyParsers.proof(input);
      requireSo(
          SecurityKeyParsers.proof(written).equals(written), "a proof that is read as another");
    }
  },
  ADDITIONAL_SIGNATURES {
    @Override
    void parse(Bytes input) throws InvalidJson {
      Bytes written = SecurityKeyParsers.additional(input);
      requireSo(
          SecurityKeyParsers.additional(written).equals(written),
          "signatures that are read as others");
    }
  },
  EXPORT_MANIFEST {
    @Override
    void parse(Bytes input) throws InvalidField {
      ExportManifest manifest = ExportManifest.read(input);
      requireSo(manifest.bytes().equals(input), "a manifest of other bytes");
      requireSo(
          manifest.sha256sums().utf8().lines().count() == manifest.files().size(),
          "a line that is no file's");
    }
  },
  EXPORT_PROVENANCE {
    @Override
    void parse(Bytes input) throws InvalidField {
      ExportProvenance.read(input);
    }
  },
  STATEMENT {
    @Override
    void parse(Bytes input) throws InvalidField {
      StatementReader.read(input);
    }
  },
  JSON {
    @Override
    void parse(Bytes input) throws InvalidJson {
      Bytes canonical = StrictJson.canonical(input, JsonLimits.REQUEST);
      requireSo(
          StrictJson.canonical(canonical, JsonLimits.REQUEST).equals(canonical),
          "a canonical form that has another");
      if (canonical.at(0) == '{') {
        requireSo(
            StrictJson.raw(input, JsonLimits.REQUEST).members().size()
                == StrictJson.raw(canonical, JsonLimits.REQUEST).members().size(),
            "members that are more or fewer in the canonical form");
      }
    }
  };

  /**
   * Reads what others wrote.
   *
   * @throws Exception only those that the constant declares
   */
  abstract void parse(Bytes input) throws Exception;

  /** The folder of its seeds, and how {@code signer-verify/fuzz} calls it. */
  String folder() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static FuzzTarget named(String folder) {
    return valueOf(folder.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /**
   * Reads, and takes a documented refusal whose sentence can be shown; all else is a fault.
   *
   * @return whether it was read and not refused
   */
  final boolean accept(Bytes input) {
    try {
      parse(input);
      return true;
    } catch (RuntimeException fault) {
      throw fault;
    } catch (NotProven
        | InvalidTrust
        | InvalidKit
        | InvalidJson
        | InvalidField
        | InvalidAssertion refusal) {
      requirePrintable(String.valueOf(refusal.getMessage()));
      return false;
    } catch (Exception undeclared) {
      throw new AssertionError("a refusal that no parser documents", undeclared);
    }
  }

  /** A sentence goes to terminals and logs. */
  static void requirePrintable(String sentence) {
    requireSo(
        sentence.codePoints().noneMatch(Character::isISOControl) && !sentence.isBlank(),
        "a sentence that cannot be shown");
  }

  private static void requireSo(boolean so, String otherwise) {
    if (!so) {
      throw new AssertionError(otherwise);
    }
  }
}
