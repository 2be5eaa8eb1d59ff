package org.stellaops.signer.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.signer.dev.SampleRelease;
import org.stellaops.signer.interop.Caller.Reply;

/** The real process, killed again and again while it signs. */
class KillTest {
  private static final int KILLS = 20;
  private static final int CALLERS = 6;
  private static final int LOOKED_UP = 20;
  private static final String SCANNER = SampleRelease.RELEASED.toString();

  @TempDir Path directory;

  /** What a caller has in its hands. */
  private record Acknowledged(String id, String pae) {}

  @Test
  void kill9_twentyTimesDuringLoad_everyAnswerIsDurableAndEverySignatureIntended()
      throws Exception {
    Path state = directory.resolve("state");
    int port = Peer.freePorts(3);
    Random moment = new Random(9);
    List<Acknowledged> all = new ArrayList<>();
    List<Acknowledged> latest = List.of();
    for (int round = 0; round < KILLS; round++) {
      try (Service service = Service.development(state, port)) {
        assertRecorded(service, latest);
        latest = loadUntilKilled(service, round, 300 + moment.nextInt(500));
        assertThat(latest).as(service::log).isNotEmpty();
        all.addAll(latest);
      }
    }
    try (Service service = Service.development(state, port)) {
      assertRecorded(service, latest);
      assertThat(service.stop()).as("ends by itself").isTrue();
    }
    assertWhole(JournalFile.read(JournalFile.under(state)), all);
  }

  /** The last answers before the kill are the ones that a late fsync would lose. */
  private static void assertRecorded(Service service, List<Acknowledged> answers) {
    try (Caller auditor = new Caller(service, Map.of("scope", "signer.audit"))) {
      for (Acknowledged answer :
          answers.subList(Math.max(0, answers.size() - LOOKED_UP), answers.size())) {
        JsonNode decision = auditor.decision(answer.id());
        assertThat(decision.get("decision").textValue()).isEqualTo("signed");
        assertThat(decision.get("paeSha256").textValue()).isEqualTo("sha256:" + answer.pae());
      }
    }
  }

  private static List<Acknowledged> loadUntilKilled(Service service, int round, long millis)
      throws Exception {
    Queue<Acknowledged> answers = new ConcurrentLinkedQueue<>();
    Queue<Reply> others = new ConcurrentLinkedQueue<>();
    CountDownLatch working = new CountDownLatch(CALLERS);
    try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        String name = "app-" + round + "-" + caller;
        calls.add(threads.submit(() -> callUntilGone(service, name, working, answers, others)));
      }
      assertThat(working.await(60, TimeUnit.SECONDS)).as(service::log).isTrue();
      Thread.sleep(millis);
      service.kill();
      for (Future<?> call : calls) {
        call.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(others).as("answers other than 200").isEmpty();
    return List.copyOf(answers);
  }

  private static void callUntilGone(
      Service service,
      String name,
      CountDownLatch working,
      Queue<Acknowledged> answers,
      Queue<Reply> others) {
    try (Caller caller = new Caller(service, Map.of("scope", "signer.sign"))) {
      ObjectNode body = caller.sbom(name, SCANNER);
      for (int count = 0; ; count++) {
        ((ObjectNode) body.get("predicate")).put("version", count);
        Reply reply = caller.sign(body);
        if (reply.status() == 200) {
          answers.add(new Acknowledged(reply.text("auditId"), reply.text("paeSha256")));
        } else {
          others.add(reply);
        }
        if (count == 0) {
          working.countDown();
        }
      }
    } catch (UncheckedIOException killed) {
      working.countDown();
    }
  }

  private static void assertWhole(
      List<JournalFile.Entry> entries, List<Acknowledged> acknowledged) {
    Map<String, JournalFile.Entry> opened = new HashMap<>();
    Map<String, JournalFile.Entry> intents = new HashMap<>();
    Map<String, JournalFile.Entry> decisions = new HashMap<>();
    long expected = 1;
    for (JournalFile.Entry entry : entries) {
      assertThat(entry.sequence()).as("no gap").isEqualTo(expected++);
      Map<String, JournalFile.Entry> kind =
          switch (entry.kind()) {
            case "OPENED" -> opened;
            case "INTENT" -> intents;
            default -> decisions;
          };
      assertThat(kind.put(entry.id(), entry)).as(entry.toString()).isNull();
    }
    assertThat(decisions.keySet()).as("one decision each").isEqualTo(opened.keySet());
    assertThat(opened.keySet()).containsAll(intents.keySet());

    Map<String, Integer> ends = new HashMap<>();
    Set<String> signed = new HashSet<>();
    for (JournalFile.Entry decision : decisions.values()) {
      ends.merge(decision.text("decision"), 1, Integer::sum);
      JournalFile.Entry intent = intents.get(decision.id());
      assertThat(opened.get(decision.id()).sequence()).isLessThan(decision.sequence());
      switch (decision.text("decision")) {
        case "signed" -> {
          assertThat(intent).as("intent of %s", decision).isNotNull();
          assertThat(intent.sequence()).isLessThan(decision.sequence());
          assertThat(decision.text("paeSha256"))
              .startsWith("sha256:")
              .isEqualTo(intent.text("paeSha256"));
          signed.add(decision.id() + " " + decision.text("paeSha256"));
        }
        case "unknown" -> {
          assertThat(intent).as("intent of %s", decision).isNotNull();
          assertThat(decision.text("reason")).isEqualTo("process-ended");
        }
        case "aborted" -> {
          assertThat(intent).as("intent of %s", decision).isNull();
          assertThat(decision.text("reason")).isEqualTo("process-ended");
        }
        default -> assertThat(intent).as("intent of %s", decision).isNull();
      }
    }
    for (Acknowledged answer : acknowledged) {
      assertThat(signed).contains(answer.id() + " sha256:" + answer.pae());
    }
    System.out.println(KILLS + " kills, " + acknowledged.size() + " answers, decisions " + ends);
    assertThat(ends.getOrDefault("unknown", 0) + ends.getOrDefault("aborted", 0))
        .as("requests that a kill left open and the next start concluded")
        .isPositive();
  }
}
