/**
 * The HTTP endpoints of nsqd (4151) and nsqlookupd (4161).
 *
 * <pre>
 * HttpListener ─► HttpSite: NsqdRoutes │ LookupRoutes ─► RouteTable ─► Exchange ─► handler ─► Answer
 *                              │              └─► Lookup (registry)
 *                              └─► Broker (publish, actions, live counters)
 * </pre>
 *
 * <p>A message's path: {@link io.herald.http.PublishRoutes} waits for room in {@link
 * io.herald.http.IntakeBudget}, {@link io.herald.http.MessageIntake} cuts the body into messages
 * while it arrives, and hands them to {@link io.herald.broker.Broker#publish}.
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
 *   <li>/pub and /mpub take {@code defer} up to max-defer-timeout.
 *   <li>/debug/setblockrate and /debug/freememory act and answer 200; /debug/pprof shows the JVM.
 *   <li>/stats lists all topics that a producer has published to, not one of them.
 *   <li>Redirects have no HTML body; a HEAD refused with 405 has no Content-Length.
 * </ul>
 */
package io.herald.http;
