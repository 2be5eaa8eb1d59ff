package org.stellaops.signer.http.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** How a process logs. Chosen by the process that runs, not by a file that a jar carries along. */
public final class ServerLogging {

  private ServerLogging() {}

  /**
   * One JSON object a line to {@code out}, each fact of a request a member of it; warnings alone
   * from the libraries.
   */
  public static void json(OutputStream out) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    FlatJsonEncoder encoder = new FlatJsonEncoder();
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("org.stellaops.signer").setLevel(Level.INFO);
  }

  /** Nothing at all: for a command whose output is its result. */
  public static void silent() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
  }

  private static final class FlatJsonEncoder extends JsonEncoder {

    FlatJsonEncoder() {
      setWithSequenceNumber(false);
      setWithNanoseconds(false);
      setWithContext(false);
      setWithThreadName(false);
      setWithMDC(false);
      setWithArguments(false);
      setWithKVPList(true);
    }

    @Override
    protected void appendKeyValuePairs(StringBuilder line, ILoggingEvent event) {
      if (event.getKeyValuePairs() == null) {
        return;
      }
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        appendValueSeparator(line, true);
        if (pair.value instanceof Number number) {
          appenderMemberWithLongValue(line, pair.key, number.longValue());
        } else {
          appenderMember(line, pair.key, jsonEscape(String.valueOf(pair.value)));
        }
      }
    }

    private static String jsonEscape(String text) {
      return ch.qos.logback.core.encoder.JsonEscapeUtil.jsonEscapeString(text);
    }
  }
}
