package org.stellaops.signer.sql;

import java.time.Instant;
import org.stellaops.signer.model.AuditId;

/**
 * One record of the refusal lane. {@code *} stands for codes, reasons or sources that were put
 * together.
 *
 * @param id the first refusal's id
 * @param count how many refusals the record stands for
 */
public record RefusalRecord(
    AuditId id,
    String code,
    String reason,
    String sourcePrefix,
    Instant firstAt,
    Instant lastAt,
    long count) {}
