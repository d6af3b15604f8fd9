package io.herald.config;

/** nsqd's log levels, most talkative first. */
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR,
  FATAL
}
