package org.stellaops.signer.core.pipeline;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.lifecycle.SelfTestRecords;
import org.stellaops.signer.core.signing.SelfTest;
import org.stellaops.signer.core.signing.SelfTests;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.SignatureValue;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.Observations.KeyTest;
import org.stellaops.signer.testkit.keys.InMemoryKeyCatalog;

/** A whole service whose keys are tested when the test says so. */
final class SelfTestFixture {

  static final Duration EVERY = Duration.ofMinutes(5);

  final List<KeyTest> told = Collections.synchronizedList(new ArrayList<>());
  final InMemoryKeyCatalog catalog = new InMemoryKeyCatalog();
  final SignerFixture service;
  final SelfTestRecords records;
  final SelfTests tests;

  SelfTestFixture() {
    this(house -> {}, ports -> {}, Runnable::run, Duration.ofSeconds(10));
  }

  /**
   * @param longest how long a test waits for a backend
   */
  SelfTestFixture(
      Consumer<PolicyFixture> changes,
      Consumer<SignerFixture> ports,
      Executor executor,
      Duration longest) {
    this.service =
        new SignerFixture(
            changes,
            made -> {
              made.keyCatalog = catalog;
              ports.accept(made);
            });
    this.records =
        new SelfTestRecords(
            service.journal,
            new RandomAuditIds(service.clock, new SecureRandom()),
            service.clock,
            service.clock);
    this.tests =
        new SelfTests(
            () -> service.policy,
            service.register,
            new SelfTest(
                service.openKeys,
                new SignatureCheck(JcaProviders.platform()),
                records,
                service.seal,
                service.clock,
                longest),
            () -> EVERY,
            executor,
            new Observations() {
              @Override
              public void observe(RequestTrace trace) {
                throw new AssertionError("a test of a key is no request");
              }

              @Override
              public void tested(KeyTest test) {
                told.add(test);
              }
            },
            service.clock);
  }

  /** Starts what is due after some time. */
  void after(Duration time) {
    service.clock.advance(time);
    refresh();
    tests.startDue();
  }

  /** What this node knows of catalog and seal is of this moment. */
  void refresh() {
    Deadline soon = Deadline.in(Duration.ofSeconds(1), service.clock);
    service.register.refresh(soon);
  }

  /** How each test ended so far, by key. */
  List<String> endings() {
    synchronized (told) {
      return told.stream().map(test -> test.key() + " " + test.ending().label()).toList();
    }
  }

  void keysFail() {
    service.keys.behave((keys, key, what, by) -> {
      throw new DependencyUnavailable(Dependency.SIGNING_KEYS, true, "told to fail");
    });
  }

  void keysSignWrongly() {
    service.keys.behave((keys, key, what, by) -> {
      SignatureValue honest = keys.sign(key, what, by);
      byte[] raw = honest.bytes().toByteArray();
      raw[raw.length - 1] ^= 1;
      return new SignatureValue(honest.algorithm(), Bytes.adopt(raw), honest.madeBy());
    });
  }

  void keysSign() {
    service.keys.behave((keys, key, what, by) -> keys.sign(key, what, by));
  }
}
