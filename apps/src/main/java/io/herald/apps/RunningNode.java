package io.herald.apps;

import io.herald.config.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A started node as the command line sees it.
 *
 * @param tcp address really bound, as are the others
 * @param https if TLS is on
 * @param warnings what the operator should know, one line each
 * @param repairs what recovery had to repair, one line each
 * @param stop drains and stops; returns when everything is on disk and the ports are free
 * @param stopLimit how long {@code stop} may take before the process is ended by force
 * @param ended completes when the node is to be stopped without a signal: normally if it was asked
 *     to end, and otherwise with the reason
 */
public record RunningNode(
    Endpoint tcp,
    Endpoint http,
    Optional<Endpoint> https,
    Endpoint lookupTcp,
    Endpoint lookupHttp,
    List<String> warnings,
    List<String> repairs,
    Runnable stop,
    Supplier<Duration> stopLimit,
    CompletionStage<?> ended) {
  public RunningNode {
    warnings = List.copyOf(warnings);
    repairs = List.copyOf(repairs);
  }
}
