package org.stellaops.signer.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what the store holds in memory in step with the running transaction: what its steps changed
 * there is undone with it, and what has to wait for its commit is done after it. Used by the
 * writer's thread.
 */
final class MemoryChanges {

  /** How far the running transaction had come. */
  record Mark(int undos, int afterwards) {}

  private final List<Runnable> undos = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();

  /** Notes how to undo what was just changed. It is run at most once, latest change first. */
  void undoing(Runnable undo) {
    undos.add(undo);
  }

  /** Notes what is to change once the transaction is durable, before anybody is answered. */
  void afterCommit(Runnable change) {
    afterwards.add(change);
  }

  Mark mark() {
    return new Mark(undos.size(), afterwards.size());
  }

  /** What came after the mark was rolled back. */
  void undoTo(Mark mark) {
    for (int i = undos.size() - 1; i >= mark.undos; i--) {
      undos.remove(i).run();
    }
    afterwards.subList(mark.afterwards, afterwards.size()).clear();
  }

  /** The transaction was rolled back. */
  void undoAll() {
    undoTo(new Mark(0, 0));
  }

  /** The transaction is durable. */
  void committed() {
    undos.clear();
    afterwards.forEach(Runnable::run);
    afterwards.clear();
  }
}
