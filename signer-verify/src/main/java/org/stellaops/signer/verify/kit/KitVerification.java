package org.stellaops.signer.verify.kit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.Check.Outcome;
import org.stellaops.signer.verify.BundleVerdict;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.Expectations;
import org.stellaops.signer.verify.TrustedSigners;
import org.stellaops.signer.verify.trust.InvalidTrust;

/**
 * Verifies kits: the archive and its files, the manifest's signature, and that it is neither stale
 * nor older than one that was seen before (the rollback and freeze attacks of the TUF
 * specification). Opens no socket and no file. Safe for concurrent use.
 */
public final class KitVerification {

  /** Our clock may be behind by this much. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  private final BundleVerification verification;
  private final TrustedSigners signers;
  private final InstantSource clock;
  private final boolean acceptStale;

  /**
   * @param verification how the manifest's bundle is verified
   * @param signers who may have signed it
   */
  public KitVerification(
      BundleVerification verification, TrustedSigners signers, InstantSource clock) {
    this(verification, signers, clock, false);
  }

  private KitVerification(
      BundleVerification verification,
      TrustedSigners signers,
      InstantSource clock,
      boolean acceptStale) {
    this.verification = verification;
    this.signers = signers;
    this.clock = clock;
    this.acceptStale = acceptStale;
  }

  /** The same that names a stale kit stale, and takes it all the same. */
  public KitVerification acceptingStale() {
    return new KitVerification(verification, signers, clock, true);
  }

  /**
   * Verifies an archive.
   *
   * @param seen of kits that were verified before; what it is afterwards is in the verdict
   */
  public KitVerdict verify(Bytes archive, SeenKits seen) {
    List<Check> checks = new ArrayList<>();
    try {
      KitContents contents = KitContents.read(archive);
      checks.add(
          new Check("archive", Outcome.PASSED, "A kit of " + contents.files().size() + " files."));
      if (!isSigned(contents, verification, checks)) {
        return new KitVerdict(checks, Optional.empty(), seen);
      }
      checks.add(
          new Check(
              "files", Outcome.PASSED, "The files are those of the manifest, byte for byte."));
      VerifiedKit kit = VerifiedKit.of(contents);
      // Who made it may be revoked by it, as by one that is made after a key was stolen.
      List<Check> again = new ArrayList<>();
      if (!isSigned(contents, verification.honouring(kit.revocations()), again)) {
        again.stream().filter(check -> check.name().equals("revocation")).forEach(checks::add);
        return new KitVerdict(checks, Optional.empty(), seen);
      }
      Instant now = clock.instant();
      checks.add(stale(contents.manifest(), now));
      checks.add(clock(contents.manifest(), seen, now));
      checks.add(rollback(contents, seen));
      boolean good = checks.stream().noneMatch(check -> check.outcome() == Outcome.FAILED);
      return new KitVerdict(
          checks,
          good ? Optional.of(kit) : Optional.empty(),
          good ? seen.with(contents.manifest(), contents.payload().sha256(), now) : seen);
    } catch (InvalidKit e) {
      checks.add(new Check(e.check(), Outcome.FAILED, e.why()));
    } catch (InvalidTrust e) {
      checks.add(new Check("trust", Outcome.FAILED, String.valueOf(e.getMessage())));
    }
    return new KitVerdict(checks, Optional.empty(), seen);
  }

  private boolean isSigned(
      KitContents contents, BundleVerification verification, List<Check> checks) {
    BundleVerdict verdict =
        verification.verify(
            contents.required(KitPaths.MANIFEST),
            signers,
            Expectations.none().ofType(KitManifest.TYPE));
    verdict.checks().stream()
        // Nothing is asked of single subjects: the manifest is compared with all files.
        .filter(check -> !check.name().equals("subject"))
        .forEach(checks::add);
    boolean same = verdict.payload().filter(contents.payload()::equals).isPresent();
    if (verdict.verified() && !same) {
      checks.add(
          new Check("manifest", Outcome.FAILED, "The manifest is another than what is signed."));
    }
    return verdict.verified() && same;
  }

  private Check stale(KitManifest manifest, Instant now) {
    if (!now.isAfter(manifest.staleAfter())) {
      return new Check(
          "stale", Outcome.PASSED, "Its data are good until " + manifest.staleAfter() + ".");
    }
    String since = "Its data are stale since " + manifest.staleAfter();
    return acceptStale
        ? new Check("stale", Outcome.NOT_APPLICABLE, since + ", which is accepted.")
        : new Check("stale", Outcome.FAILED, since + ": get a newer kit.");
  }

  private static Check clock(KitManifest manifest, SeenKits seen, Instant now) {
    Instant ahead = now.plus(SKEW);
    if (seen.latest().filter(ahead::isBefore).isPresent()) {
      return new Check(
          "clock",
          Outcome.FAILED,
          "The clock went back: it was " + seen.latest().get() + " before, and is " + now + ".");
    }
    return Check.of(
        "clock",
        !manifest.createdAt().isAfter(ahead),
        "It was created at " + manifest.createdAt() + ".",
        "It was created at " + manifest.createdAt() + ", which the clock says is to come.");
  }

  private static Check rollback(KitContents contents, SeenKits seen) {
    KitManifest manifest = contents.manifest();
    String name = "rollback";
    String kit = manifest.name() + " version " + manifest.version();
    Optional<SeenKits.Newest> newest = seen.newest(manifest.name());
    if (newest.isEmpty()) {
      return new Check(
          name, Outcome.NOT_APPLICABLE, "No kit named " + manifest.name() + " was seen before.");
    }
    long before = newest.get().version();
    if (before > manifest.version()) {
      return new Check(
          name, Outcome.FAILED, "This is " + kit + ", and version " + before + " was seen before.");
    }
    boolean another =
        before == manifest.version()
            && !newest.get().manifest().equals(contents.payload().sha256());
    return Check.of(
        name,
        !another,
        "Nothing newer than " + kit + " was seen before.",
        "Another kit was seen before as " + kit + ": who makes them has to count them up.");
  }
}
