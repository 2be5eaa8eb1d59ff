/**
 * The journal, the entitlement archive and the refusal lane on SQLite, for one node.
 *
 * <p>{@link org.stellaops.signer.sql.SqliteStore} is one file with one writing thread. Every step
 * that waits is run in a savepoint of its own, all are committed together, and their answers go out
 * after that one fsync. Only {@code hold} answers earlier: should its transaction be refused, its
 * effect is written again at the head of the next one. When the medium fails, the store stops; what
 * a commit that failed has done is seen at the next start.
 *
 * <p>{@link org.stellaops.signer.sql.SqliteRefusalLog} has a file, a thread and a budget of its
 * own, so that no flood of refusals delays or closes signing; {@link
 * org.stellaops.signer.sql.RefusalWriter} reads it back for operators.
 */
@NullMarked
package org.stellaops.signer.sql;

import org.jspecify.annotations.NullMarked;
