/**
 * The HTTP endpoints of nsqd (4151) and nsqlookupd (4161).
 *
 * <pre>
 * HttpServer ─► HttpSite: NsqdRoutes │ LookupRoutes ─► RouteTable ─► HttpGate ─► handler ─► Answer
 *     │                      │              └─► Lookup (registry)         └─► CallerFile, AuditLog
 *     │                      └─► Broker (publish, actions, live counters)
 *     └─ per connection: socket ─► TlsStage ─► Akka's HTTP layer ─► ConnectionGuard
 * </pre>
 *
 * <p>A message's path: {@link io.herald.http.PublishRoutes} waits for room in {@link
 * io.herald.http.IntakeBudget}, {@link io.herald.http.MessageIntake} cuts the body into messages
 * while it arrives, and hands them to {@link io.herald.broker.Broker#publish}.
 *
 * <p>Who calls is asked before anything else, also whether the path exists: each route names its
 * {@link io.herald.http.Access}, {@link io.herald.http.HttpGate} compares it with the caller's
 * roles and topics. With {@code --http-auth=none} nobody asks. What an administrator's route did,
 * or did not, is a line of the {@link io.herald.http.AuditLog} in either case.
 *
 * <p>Everything runs on {@code herald.http-dispatcher} and nothing on the default dispatcher, which
 * is the broker's event loop: stages of the broker are left with {@code ...Async(..., executor)}.
 *
 * <p>Where the answers differ from nsqd's:
 *
 * <ul>
 *   <li>An /mpub whose messages exceed 5 MiB (possible only if max-body-size is raised) is
 *       published in pieces of about 1 MiB, in order. A text that is refused half-way, or whose
 *       client goes away, stays published up to there; the header {@code X-Herald-Published} of the
 *       refusal counts those messages.
 *   <li>What cannot be stored is 503 with the reason as the message, an answer that takes longer
 *       than request-timeout is 503 TIMEOUT, and a full registry is 503 REGISTRY_FULL.
 *   <li>A body of more than 8 MiB to a route that wants none is 413 BODY_TOO_BIG; a binary body in
 *       chunks must not be longer than max-body-size either.
 *   <li>A refused publish creates no topic.
 *   <li>With {@code --http-auth} callers are refused with 401 UNAUTHORIZED or 403 FORBIDDEN.
 *   <li>Connections have deadlines for their handshake, their first request and their bodies; what
 *       is late is closed without a word, and so is one connection too many from an address.
 *   <li>/stats has {@code connections} at its end, {@code partitions} and {@code stored_bytes} at
 *       the end of a topic, and cipher suites that nsqd calls unknown by their names; passwords in
 *       auth server addresses are not shown by /config.
 *   <li>/pub and /mpub take {@code defer} up to max-defer-timeout.
 *   <li>/config/log_level takes a logger, {@code reset}, and {@code cluster=true}, which has all
 *       nodes asked ({@link io.herald.broker.log.ClusterLog}) and says what each answered.
 *   <li>/debug/setblockrate and /debug/freememory act and answer 200; /debug/pprof shows the JVM.
 *   <li>/stats lists all topics that a producer has published to, not one of them.
 *   <li>Redirects have no HTML body; a HEAD refused with 405 has no Content-Length.
 * </ul>
 */
package io.herald.http;
