package org.stellaops.signer.core.pipeline;

import org.stellaops.signer.core.admission.Admission;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.decision.Outcome;
import org.stellaops.signer.core.entitlement.Entitlements;
import org.stellaops.signer.core.receive.Receiving;
import org.stellaops.signer.core.release.ReleaseGate;
import org.stellaops.signer.core.repeat.Repeats;
import org.stellaops.signer.core.request.IncomingRequest;
import org.stellaops.signer.core.reserve.Reservations;
import org.stellaops.signer.core.seal.Sealing;
import org.stellaops.signer.core.trail.Trail;
import org.stellaops.signer.core.trail.Trails;
import org.stellaops.signer.core.trail.Trails.Concluded;

/**
 * One signature, start to finish. Each gate needs what only the gate above it can make, so that
 * none can be left out or moved: the constructors of that evidence are private to the gates'
 * packages.
 */
public final class SigningPipeline {

  private final Identifying identifying;
  private final Receiving receiving;
  private final Entitlements entitlements;
  private final Repeats repeats;
  private final Admission admission;
  private final ReleaseGate releases;
  private final Reservations reservations;
  private final Sealing sealing;
  private final Trails trails;

  SigningPipeline(
      Identifying identifying,
      Receiving receiving,
      Entitlements entitlements,
      Repeats repeats,
      Admission admission,
      ReleaseGate releases,
      Reservations reservations,
      Sealing sealing,
      Trails trails) {
    this.identifying = identifying;
    this.receiving = receiving;
    this.entitlements = entitlements;
    this.repeats = repeats;
    this.admission = admission;
    this.releases = releases;
    this.reservations = reservations;
    this.sealing = sealing;
    this.trails = trails;
  }

  public Outcome sign(IncomingRequest incoming) {
    return trails.follow(incoming, this::sign);
  }

  private Decision<Concluded> sign(Trail trail) {
    return Decision.cleared(trail)
        .then(trail.timed("identify", identifying::identify)) // who asks?       (transaction 1)
        .then(trail.timed("receive", who -> receiving.receive(trail, who))) // what is asked?
        .then(trail.timed("entitle", entitlements::entitle)) //  is it paid for?
        .then(trail.timed("recall", repeats::recall)) //         was it answered before?
        .then(trail.timed("admit", admission::admit)) //         may this key sign this?
        .then(trail.timed("release", releases::release)) //      is the scanner released?
        .then(trail.timed("reserve", reservations::reserve)) //  charged, intended (transaction 2)
        .map(trail.measured("seal", sealing::seal)); //          signed, checked (transaction 3)
  }
}
