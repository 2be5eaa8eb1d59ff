package org.stellaops.signer.bootstrap;

import java.nio.file.Path;
import java.util.List;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.StoreSettings;
import org.stellaops.signer.sql.StoreCarry;
import org.stellaops.signer.sql.StoreInUse;
import org.stellaops.signer.sql.StoreMaintenance;
import org.stellaops.signer.sql.StoreMaintenance.Checked;
import org.stellaops.signer.sql.StoreUnusable;

/** What an operator does with a store, beside the service or without it. */
public final class StoreCare {

  private StoreCare() {}

  /**
   * What was found in a store.
   *
   * @param openRequests those that are not concluded yet
   * @param problems empty where nothing is wrong
   */
  public record Found(long auditRecords, long openRequests, List<String> problems) {

    public Found {
      problems = List.copyOf(problems);
    }
  }

  /** Where the store of a configuration is. */
  public static Path directory(Config config) {
    return switch (config.store()) {
      case StoreSettings.Sqlite sqlite -> sqlite.directory();
    };
  }

  /** Reads all of a store. One that cannot be opened as it is counts as a problem. */
  public static Found check(Path directory) {
    try {
      return found(StoreMaintenance.check(directory));
    } catch (StoreUnusable e) {
      return new Found(0, 0, List.of(String.valueOf(e.getMessage())));
    }
  }

  /**
   * Copies a store as it is at one moment.
   *
   * @param target a directory that is not there yet or empty
   * @throws StartFailed there is no store, or the copy was not made
   */
  public static Found backup(Path directory, Path target) throws StartFailed {
    try {
      return found(StoreMaintenance.backup(directory, target));
    } catch (StoreUnusable e) {
      throw unusable(e);
    }
  }

  /**
   * Lets a store be opened whose log was lost.
   *
   * @throws StartFailed there is no store, or it is in use
   */
  public static void acceptLoss(Path directory) throws StartFailed {
    try {
      StoreMaintenance.acceptWithoutLog(directory);
    } catch (StoreUnusable e) {
      throw unusable(e);
    } catch (StoreInUse e) {
      String why = String.valueOf(e.getMessage());
      throw new StartFailed(StartFailed.Reason.STORE_IN_USE, why, e);
    }
  }

  /**
   * What was carried.
   *
   * @param keys how many the new store knows
   * @param events those of keys that it did not know before
   * @param acts those on the seal that it did not know before
   */
  public record Carried(int keys, int events, int acts) {}

  /**
   * Carries the key catalog and the seal into a store that takes the place of another.
   *
   * @param to a directory without a store, or with one that is new or an older copy of {@code from}
   * @throws StartFailed one of them cannot be read, {@code to} is in use, or has a history of its
   *     own; nothing was changed
   */
  public static Carried carry(Path from, Path to) throws StartFailed {
    try {
      StoreCarry.Carried carried = StoreCarry.carry(from, to);
      return new Carried(carried.keys(), carried.events(), carried.acts());
    } catch (StoreUnusable e) {
      throw unusable(e);
    } catch (StoreInUse e) {
      throw new StartFailed(StartFailed.Reason.STORE_IN_USE, String.valueOf(e.getMessage()), e);
    }
  }

  private static StartFailed unusable(StoreUnusable e) {
    String why = String.valueOf(e.getMessage());
    return new StartFailed(StartFailed.Reason.STORE_UNUSABLE, why, e);
  }

  private static Found found(Checked checked) {
    return new Found(checked.auditRecords(), checked.openRequests(), checked.problems());
  }
}
