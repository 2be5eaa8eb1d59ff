package org.stellaops.signer.cli.client;

import java.util.List;

/**
 * Says in the words of the command line what a signer says in those of HTTP: its advice names
 * headers and members of a body that the person at the terminal has never seen.
 */
public final class CommandWords {

  private record Word(String http, String command) {}

  /** In the order in which they are looked for. How long to wait is said apart. */
  private static final List<Word> WORDS =
      List.of(
          new Word("; wait as Retry-After says", ""),
          new Word("; repeat it after Retry-After with a new proof", ""),
          new Word(
              "predicate.policy equal options.policy: the same digest and viewSet",
              "predicate.policy say what --policy-digest and --view-set say"),
          new Word("options.policy", "--policy-digest and --view-set"),
          new Word("options.keys", "--key"),
          new Word("leave keys out", "leave --key out"),
          new Word("Leave keys out", "Leave --key out"),
          new Word("options.timestamp", "--timestamp"),
          new Word("set options.log to none", "leave --loggable out"),
          new Word("as scannerImageDigest", "with --scanner-digest"),
          new Word("scannerImageDigest", "--scanner-digest"),
          new Word("as scannerIndexDigest", "with --scanner-index-digest"),
          new Word("scannerIndexDigest", "--scanner-index-digest"),
          new Word("Proof of Entitlement as poe", "Proof of Entitlement with --poe"),
          new Word("$.poe", "--poe"),
          new Word("an Idempotency-Key", "an --idempotency-key"),
          new Word("Idempotency-Key", "--idempotency-key"));

  private CommandWords() {}

  /**
   * @param advice of a refusal or a failure, or the path of a member
   */
  public static String of(String advice) {
    String said = advice;
    for (Word word : WORDS) {
      said = said.replace(word.http(), word.command());
    }
    return said.replaceAll("^\\$\\.(--[a-z])", "$1");
  }
}
