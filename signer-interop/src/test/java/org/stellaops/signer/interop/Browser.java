package org.stellaops.signer.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/** A real headless Chromium with a profile of its own, driven by its driver. */
final class Browser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static Browser start() {
    LoggingPreferences console = new LoggingPreferences();
    console.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(Tools.chromium().toFile());
    // Who runs the tests as root has no sandbox, and pages of the product alone are opened.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=en");
    options.setCapability("goog:loggingPrefs", console);
    // With both paths given, Selenium looks nothing up and fetches nothing.
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Tools.chromeDriver().toFile())
            .build();
    Browser made = new Browser(new ChromeDriver(service, options));
    made.size(1280, 900);
    return made;
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /**
   * @param scheme {@code light} or {@code dark}
   */
  void prefers(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /**
   * Plugs a virtual security key in: CTAP2 over USB with a PIN that is entered each time.
   *
   * @see <a href="https://www.w3.org/TR/webauthn-3/#sctn-automation">WebAuthn, automation</a>
   */
  VirtualAuthenticator plugIn() {
    return driver.addVirtualAuthenticator(
        new VirtualAuthenticatorOptions()
            .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
            .setTransport(VirtualAuthenticatorOptions.Transport.USB)
            .setHasUserVerification(true)
            .setIsUserVerified(true));
  }

  void unplug(VirtualAuthenticator key) {
    driver.removeVirtualAuthenticator(key);
  }

  void open(URI address) {
    driver.get(address.toString());
  }

  URI address() {
    return URI.create(Objects.requireNonNull(driver.getCurrentUrl()));
  }

  /** Presses keys wherever the focus is. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Goes on with the tabulator until the focus is on {@code name}, as a screen reader says it. */
  void tabTo(String name) {
    for (int steps = 0; steps < 60; steps++) {
      press(Keys.TAB);
      WebElement focused = driver.switchTo().activeElement();
      if (name.equals(focused.getAccessibleName())) {
        return;
      }
    }
    throw new AssertionError("60 steps of the tabulator did not reach " + name + "\n" + text());
  }

  /** The role and name of what has the focus. */
  String focused() {
    WebElement element = driver.switchTo().activeElement();
    return element.getAriaRole() + " " + element.getAccessibleName();
  }

  /** Waits until the page's text has {@code part}. */
  void awaitText(String part) {
    for (int tries = 0; tries < 200; tries++) {
      if (text().contains(part)) {
        return;
      }
      rest();
    }
    throw new AssertionError("no text " + part + " in\n" + text() + "\n" + console());
  }

  /** Waits until the view's heading is {@code name}. */
  void awaitHeading(String name) {
    for (int tries = 0; tries < 200; tries++) {
      if (name.equals(evaluate("return document.querySelector('h1')?.innerText"))) {
        return;
      }
      rest();
    }
    throw new AssertionError("no heading " + name + " in\n" + text() + "\n" + console());
  }

  private static void rest() {
    LockSupport.parkNanos(PATIENCE.toNanos() / 200);
  }

  String text() {
    return String.valueOf(driver.executeScript("return document.body.innerText"));
  }

  @Nullable Object evaluate(String script) {
    return driver.executeScript(script);
  }

  /** What a piece of a script, in which {@code await} may stand, returns. */
  @Nullable Object await(String script) {
    return driver.executeAsyncScript(
        "const done = arguments[arguments.length - 1];"
            + "(async () => {"
            + script
            + "})().then(done, e => done(e.name + ': ' + e.message));");
  }

  /** How many keys the page keeps. */
  long keys() {
    Object found =
        await(
            "const open = indexedDB.open('stella-signer', 1);"
                + "open.onupgradeneeded = () => open.result.createObjectStore('keys');"
                + "const db = await new Promise(r => { open.onsuccess = () => r(open.result); });"
                + "const all = db.transaction('keys').objectStore('keys').count();"
                + "return new Promise(r => { all.onsuccess = () => { db.close(); r(all.result); };"
                + " });");
    return found instanceof Long count ? count : -1;
  }

  /** What comes of taking the page's private key out of the browser. */
  String exported() {
    return String.valueOf(
        await(
            "const keys = await import('/ui/keys.js');"
                + "const { keyId } = JSON.parse(sessionStorage.getItem('stella.session'));"
                + "const { privateKey } = await keys.find(keyId);"
                + "return JSON.stringify(await crypto.subtle.exportKey('jwk', privateKey));"));
  }

  /** What a promise of the page comes to. */
  Object settled(String promise) {
    return Objects.requireNonNull(
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];("
                + promise
                + ").then(done, e => done('failed: ' + e));"));
  }

  /**
   * What the console said since it was last asked, violations of the policy among it, without the
   * line that Chromium has for each answer of 4xx.
   */
  List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .filter(line -> !line.contains("responded with a status of 4"))
        .toList();
  }

  /** What axe-core finds wrong with the page as it is: one line each. */
  @SuppressWarnings("unchecked")
  List<String> violations() {
    driver.executeScript(axe());
    Object found =
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];axe.run(document, {resultTypes:"
                + " ['violations']}).then(r => done(r.violations.map(v => v.id + ': ' + v.help + '"
                + " ' + v.nodes.map(n => n.html).join(' ')))).catch(e => done(['axe: ' + e]));");
    return (List<String>) Objects.requireNonNull(found);
  }

  private static String axe() {
    try (InputStream in =
        Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"), "axe-core")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void screenshot(Path file) {
    try {
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
