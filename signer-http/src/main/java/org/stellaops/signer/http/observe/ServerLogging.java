package org.stellaops.signer.http.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;
import org.stellaops.signer.bootstrap.config.ServerSettings.LogLevel;

/** How a process logs. Chosen by the process that runs, not by a file that a jar carries along. */
public final class ServerLogging {

  private static final String OURS = "org.stellaops.signer";
  private static final String APPENDER = "json";

  private ServerLogging() {}

  /**
   * One JSON object a line to {@code out}, each fact of a request a member of it; warnings alone
   * from the libraries.
   */
  public static void json(OutputStream out) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    JsonLineEncoder encoder = new JsonLineEncoder();
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setName(APPENDER);
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    level(LogLevel.INFO);
  }

  /**
   * From which level on events are logged; libraries log warnings at the most. Changes nothing
   * where {@link #json} was not called: a silent process stays silent.
   */
  public static void level(LogLevel least) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    if (root.getAppender(APPENDER) != null) {
      Level own =
          switch (least) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
          };
      root.setLevel(least == LogLevel.ERROR ? Level.ERROR : Level.WARN);
      context.getLogger(OURS).setLevel(own);
    }
  }

  /** Nothing at all: for a command whose output is its result. */
  public static void silent() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
  }
}
