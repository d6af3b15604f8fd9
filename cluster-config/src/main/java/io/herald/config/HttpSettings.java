package io.herald.config;

/**
 * The HTTP servers for people and tools.
 *
 * @param httpAddress nsqd's HTTP API
 * @param httpsAddress the same over TLS, if there is a certificate
 * @param httpAuth how callers prove who they are
 * @param httpAuthFile who may do what; empty if nobody has to prove anything
 * @param consoleAddress reserved for the console, which this version does not serve
 * @param httpMaxConnections connections that an HTTP address serves at once; more wait
 * @param searchScanBytes how much of each partition one search looks at
 */
public record HttpSettings(
    Endpoint httpAddress,
    Endpoint httpsAddress,
    HttpAuth httpAuth,
    String httpAuthFile,
    Endpoint consoleAddress,
    int httpMaxConnections,
    long searchScanBytes) {}
