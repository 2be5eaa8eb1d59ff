package org.stellaops.signer.testkit.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.ports.AuditRecords.Entry;
import org.stellaops.signer.ports.RequestJournal.IdempotencyClaim;

/** What the journal in memory holds, shared by all its nodes; every use is synchronized on it. */
final class JournalBook {

  final List<Recorded> records = new ArrayList<>();
  final Set<Proof> proofs = new HashSet<>();

  /** When the lease of each node ends; a node is a number of this list. */
  final List<Long> leaseEnds = new ArrayList<>();

  final Map<AuditId, Request> open = new LinkedHashMap<>();
  final Map<Tenant, Long> arrivals = new HashMap<>();
  final Map<Client, Long> requestArrivals = new HashMap<>();
  final Map<Day, Usage> usage = new HashMap<>();
  final Map<Scope, Claimed> claims = new HashMap<>();
  long latest;

  static final class Request {
    final AuditId id;
    final Tenant tenant;
    int node;
    boolean taken;
    long leaseEnd;
    @Nullable Charge charged;

    Request(AuditId id, Tenant tenant, int node) {
      this.id = id;
      this.tenant = tenant;
      this.node = node;
    }

    void takenBy(int other) {
      node = other;
      taken = true;
    }
  }

  static final class Claimed {
    final AuditId id;
    final Digest body;
    final long expires;
    @Nullable Bytes result;

    Claimed(AuditId id, Digest body, long expires) {
      this.id = id;
      this.body = body;
      this.expires = expires;
    }
  }

  record Recorded(Tenant tenant, AuditId id, Entry entry) {
    boolean isOf(Tenant otherTenant, AuditId otherId) {
      return Objects.equals(tenant, otherTenant) && Objects.equals(id, otherId);
    }
  }

  record Proof(Thumbprint key, Digest jti) {}

  record Client(Tenant tenant, ClientId client) {}

  record Day(Tenant tenant, long day) {}

  record Usage(long bytes, long signatures) {}

  record Charge(Day day, long bytes, int signatures) {}

  record Scope(Tenant tenant, ClientId client, String route, IdempotencyKey key) {
    static Scope of(IdempotencyClaim claim) {
      return new Scope(claim.tenant(), claim.client(), claim.route(), claim.key());
    }
  }
}
