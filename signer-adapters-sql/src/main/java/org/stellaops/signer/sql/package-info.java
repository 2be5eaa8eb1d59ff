/**
 * The journal and the entitlement archive on SQLite, for one node.
 *
 * <p>{@link org.stellaops.signer.sql.SqliteStore} is one file with one writing thread. Every step
 * that waits is run in a savepoint of its own, all are committed together, and their answers go out
 * after that one fsync. Only {@code hold} answers earlier: should its transaction be refused, its
 * effect is written again at the head of the next one. When the medium fails, the store stops; what
 * a commit that failed has done is seen at the next start.
 */
@NullMarked
package org.stellaops.signer.sql;

import org.jspecify.annotations.NullMarked;
