package org.stellaops.signer.cli.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.stellaops.signer.cli.batch.BundlePlaces.Place;
import org.stellaops.signer.cli.batch.FileResult.State;
import org.stellaops.signer.cli.files.Document;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.files.PendingFile;
import org.stellaops.signer.cli.files.SignedCheck;
import org.stellaops.signer.cli.files.SignedFiles;
import org.stellaops.signer.cli.files.SignedFiles.Signed;
import org.stellaops.signer.cli.files.SignerReply;
import org.stellaops.signer.cli.files.WrittenFile;
import org.stellaops.signer.cli.service.SigningSession;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;

/**
 * Signs one file of a batch, or finds that it was signed before. Nothing is asked for a file whose
 * bundles are there or cannot be written. Safe for concurrent use.
 */
final class FileSigner {

  private static final String BUNDLE = "bundle";
  private static final long LARGE = 32 << 20;

  private final BatchOrder order;
  private final SigningSession session;
  private final Patience patience;
  private final BundlePlaces places;
  private final KnownKeys known;
  private final EarlierBundle earlier;
  private final Semaphore large = new Semaphore(1);

  FileSigner(BatchOrder order, SigningSession session, Patience patience) {
    this.order = order;
    this.session = session;
    this.patience = patience;
    this.places = new BundlePlaces(order.files().all(), order.keys());
    this.known = new KnownKeys(order.known(), order.fingerprints(), session::keys);
    this.earlier = new EarlierBundle(order.wanted(), known);
  }

  /** Whether there is no bundle yet where one of its bundles goes. */
  boolean isMissing(BatchFile file) {
    return file.failed() == null && places.of(file).stream().anyMatch(place -> !place.isTaken());
  }

  /**
   * Signs it.
   *
   * @throws CommandFailed why it is not signed, and the others may be
   * @throws BatchStopped why neither it nor the others are
   */
  FileResult sign(BatchFile file) throws InterruptedException {
    if (file.failed() != null) {
      throw file.failed();
    }
    boolean alone = isLarge(file.document());
    if (alone) {
      large.acquire();
    }
    try {
      return sign(file, order.documents().apply(file.document()));
    } finally {
      if (alone) {
        large.release();
      }
    }
  }

  /** Also what does not say how large it is. */
  private static boolean isLarge(Path file) {
    try {
      return !Files.isRegularFile(file) || Files.size(file) > LARGE;
    } catch (IOException e) {
      return true;
    }
  }

  private FileResult sign(BatchFile file, Document document) throws InterruptedException {
    List<WrittenFile> there = new ArrayList<>();
    Map<Path, PendingFile> pending = new LinkedHashMap<>();
    try {
      for (Place place : places.of(file)) {
        if (place.isTaken()) {
          earlier.requireOf(place.file(), document.payload());
          there.add(new WrittenFile(BUNDLE, place.key(), place.file()));
        } else {
          pending.put(place.file(), opened(place.file()));
        }
      }
      return pending.isEmpty()
          ? new FileResult(State.ALREADY_SIGNED, file.document(), there, null, null, List.of())
          : signed(file, document, pending);
    } finally {
      pending.values().forEach(PendingFile::close);
    }
  }

  private static PendingFile opened(Path file) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    } catch (IOException e) {
      throw CommandFailed.file("cannot write " + file + ": " + LocalFile.reason(e), e);
    }
    return PendingFile.open(file);
  }

  private FileResult signed(BatchFile file, Document document, Map<Path, PendingFile> pending)
      throws InterruptedException {
    SignerReply reply = asked(document);
    try {
      SignedFiles signed = SignedFiles.of(reply.answer());
      List<String> notes = new ArrayList<>();
      document.notes().forEach(note -> notes.add(file.document() + ": " + note));
      new SignedCheck(document, order.keys(), order.fingerprints())
          .require(signed)
          .ifPresent(notes::add);
      order.keyFiles().keep(signed);
      learn(signed);
      notes.addAll(signed.notes());
      List<WrittenFile> written = write(file, document, signed, pending);
      return new FileResult(State.SIGNED, file.document(), written, signed.auditId(), null, notes);
    } catch (CommandFailed e) {
      throw new BatchStopped(e);
    }
  }

  private SignerReply asked(Document document) throws InterruptedException {
    // Of a broken connection nobody knows whether it was signed: the repeat finds out.
    String repeat = order.remote() ? UUID.randomUUID().toString() : null;
    try {
      return patience.ask(() -> session.sign(document, order.wanted(), repeat));
    } catch (CommandFailed e) {
      throw BatchStopped.concernsOneFile(e) ? e : new BatchStopped(e);
    }
  }

  private void learn(SignedFiles signed) {
    places.learn(signed.signers().stream().map(Signed::name).toList());
    for (Signed signer : signed.signers()) {
      if (signer.subject().isEmpty()) {
        KeyNames.byDetails(PinnedKey.parsePem(signer.publicKey()), signer.keyDetails())
            .ifPresent(known::learn);
      }
    }
  }

  private List<WrittenFile> write(
      BatchFile file, Document document, SignedFiles signed, Map<Path, PendingFile> pending) {
    List<WrittenFile> written = new ArrayList<>();
    boolean several = signed.signers().size() > 1;
    for (Signed signer : signed.signers()) {
      String key = several ? signer.name() : null;
      Path place = key == null ? file.bundle() : file.bundleOf(key);
      try {
        // What only the answer names has not been opened; what was there already is kept.
        PendingFile opened = pending.computeIfAbsent(place, FileSigner::opened);
        if (!opened.writeNew(signer.bundle())) {
          earlier.requireOf(place, document.payload());
        }
        written.add(new WrittenFile(BUNDLE, key, place));
      } catch (CommandFailed e) {
        throw new CommandFailed(
            e.exitCode(),
            e.facts().withSigned(signed.auditId(), null),
            e.getMessage() + " (it is signed, audit id " + signed.auditId() + ")",
            e);
      }
    }
    return written;
  }
}
