package io.herald.config;

/**
 * The HTTP servers for people and tools.
 *
 * @param httpAddress nsqd's HTTP API
 * @param consoleAddress reserved for the console, which this version does not serve
 * @param httpMaxConnections connections that an HTTP address serves at once; more wait
 */
public record HttpSettings(Endpoint httpAddress, Endpoint consoleAddress, int httpMaxConnections) {}
