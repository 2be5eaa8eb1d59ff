package org.stellaops.signer.oci;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.DependencyUnavailable;

/** Adapters with one fault each, and the test of the contract that must notice it. */
enum BrokenRegistry {
  FINDS_NOTHING("referrers_ofASignedImage_areIntactWithTheirContent", found -> List.of()),
  FORGETS_LAYERS(
      "referrers_ofASignedImage_areIntactWithTheirContent", each(BrokenRegistry::withoutLayers)),
  TRUSTS_A_WRONG_MANIFEST(
      "r05_cve202333959_manifest_withAnotherDigestThanListed_isNotIntact",
      each(BrokenRegistry::mended)),
  TRUSTS_A_WRONG_LAYER(
      "r05_layer_withAnotherDigestThanTheManifestSays_isNotIntact", each(BrokenRegistry::mended)),
  TRUSTS_ANOTHER_SUBJECT(
      "r10_subject_ofAnotherManifestOrNone_isNotIntact", each(BrokenRegistry::mended)),
  TRUSTS_A_LISTED_TYPE(
      "r10_artifactType_otherThanListed_isNotIntact", each(BrokenRegistry::mended)),
  TRUSTS_ANY_FORM("r10_manifest_outOfForm_isNotIntact", each(BrokenRegistry::mended)),
  TRUSTS_LARGE_MANIFESTS("r06_manifest_over4MiB_isNotIntact", each(BrokenRegistry::mended)),
  TRUSTS_LARGE_LAYERS("r07_layer_overTheBound_isNotIntact", each(BrokenRegistry::mended)),
  OPENS_NESTED_INDEXES("r06_index_amongTheReferrers_isNotOpened", each(BrokenRegistry::mended)),
  HIDES_THE_SPOILED(
      "referrers_oneGoodAmongBad_isStillIntact",
      found -> found.stream().filter(ArtifactRegistry.Referrer.Intact.class::isInstance).toList()),
  LOSES_THE_ORDER(
      "referrers_listedTwice_areGivenOnceInTheListedOrder",
      found -> {
        List<ArtifactRegistry.Referrer> reversed = new ArrayList<>(found);
        Collections.reverse(reversed);
        return reversed;
      }),
  STOPS_EARLY(
      "r08_referrers_atTheBound_areAllThere",
      found -> found.subList(0, Math.min(found.size(), 100))),
  TAKES_TOO_MANY_FOR_ALL("r08_referrers_overTheBound_areTooMany", found -> found),
  TAKES_BROKEN_FOR_NONE("source_thatIsBroken_isAFailureNotNone", found -> found),
  TAKES_NONSENSE_FOR_NONE("r10_listing_outOfForm_isNeverTakenForNone", found -> found),
  FORGETS_TAGS("attached_layersUnderTheTag_areReferrersOfOneLayerEach", found -> List.of()),
  HIDES_SPOILED_LAYERS(
      "r10_attached_layerThatDoesNotHoldTogether_spoilsNoneBesideIt",
      found -> found.stream().filter(ArtifactRegistry.Referrer.Intact.class::isInstance).toList()),
  TRUSTS_ANY_TAG("r10_attached_manifestOutOfForm_isNotIntact", each(BrokenRegistry::mended)),
  TAKES_TOO_MANY_LAYERS_FOR_ALL("r08_attached_overTheBound_isTooMany", found -> found),
  TAKES_A_BROKEN_TAG_FOR_NONE("attached_sourceThatIsBroken_isAFailureNotNone", found -> found),
  TAKES_A_WRONG_INDEX_FOR_NONE("r05_images_ofAnotherDigest_areAFailure", found -> found),
  IGNORES_DEADLINES("r15_deadline_thatHasPassed_isAFailure", found -> found);

  private final String caughtBy;
  private final Function<List<ArtifactRegistry.Referrer>, List<ArtifactRegistry.Referrer>> fault;

  BrokenRegistry(
      String caughtBy,
      Function<List<ArtifactRegistry.Referrer>, List<ArtifactRegistry.Referrer>> fault) {
    this.caughtBy = caughtBy;
    this.fault = fault;
  }

  String caughtBy() {
    return caughtBy;
  }

  private static Function<List<ArtifactRegistry.Referrer>, List<ArtifactRegistry.Referrer>> each(
      Function<ArtifactRegistry.Referrer, ArtifactRegistry.Referrer> fault) {
    return found -> found.stream().map(fault).toList();
  }

  private static ArtifactRegistry.Referrer withoutLayers(ArtifactRegistry.Referrer referrer) {
    return new ArtifactRegistry.Referrer.Intact(
        referrer.manifest(), "application/vnd.dev.sigstore.bundle.v0.3+json", List.of());
  }

  private static ArtifactRegistry.Referrer mended(ArtifactRegistry.Referrer referrer) {
    return referrer instanceof ArtifactRegistry.Referrer.Invalid
        ? withoutLayers(referrer)
        : referrer;
  }

  /** The adapter with this fault. */
  ArtifactRegistry breaking(ArtifactRegistry sound) {
    return new ArtifactRegistry() {
      @Override
      public String name() {
        return sound.name();
      }

      @Override
      public Set<Digest> images(Digest index, Deadline deadline) {
        try {
          return sound.images(index, deadline);
        } catch (DependencyUnavailable e) {
          return Set.of();
        }
      }

      @Override
      public Listing attached(Digest image, Attachment kind, Deadline deadline) {
        try {
          return sound.attached(image, kind, deadline) instanceof Listing.Complete complete
              ? new Listing.Complete(fault.apply(complete.referrers()))
              : new Listing.Complete(List.of());
        } catch (DependencyUnavailable e) {
          return new Listing.Complete(List.of());
        }
      }

      @Override
      public Listing referrers(Digest image, String artifactType, Deadline deadline) {
        try {
          return sound.referrers(image, artifactType, deadline) instanceof Listing.Complete complete
              ? new Listing.Complete(fault.apply(complete.referrers()))
              : new Listing.Complete(List.of());
        } catch (DependencyUnavailable e) {
          return new Listing.Complete(List.of());
        }
      }
    };
  }
}
