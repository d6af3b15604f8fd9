package io.herald.http;

import akka.http.javadsl.model.HttpResponse;
import akka.pattern.Patterns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/** /debug/pprof/profile?seconds=N: what the JVM does in N seconds, as a flight recording. */
final class FlightRecording {
  /** Shorter than the server's request-timeout. */
  private static final int SECONDS_MAX = 50;

  private static final int SECONDS_DEFAULT = 30;
  private static final long BYTES_MAX = 64L << 20;

  private final HttpRuntime runtime;
  private final AtomicBoolean busy = new AtomicBoolean();

  FlightRecording(HttpRuntime runtime) {
    this.runtime = runtime;
  }

  CompletionStage<HttpResponse> record(Exchange exchange) {
    Duration length = length(exchange.query().find("seconds").orElse(""));
    if (!busy.compareAndSet(false, true)) {
      throw new HttpError(503, "PROFILE_RUNNING");
    }
    Recording recording;
    try {
      recording = start();
    } catch (IOException | ParseException | RuntimeException impossible) {
      busy.set(false);
      throw new HttpError(503, "PROFILE_UNAVAILABLE");
    }
    return Patterns.after(
            length,
            runtime.system().classicSystem().scheduler(),
            runtime.materializer().executionContext(),
            () -> CompletableFuture.completedFuture(read(recording)))
        .thenApply(bytes -> Answer.file("herald.jfr", bytes))
        .whenComplete((answer, failure) -> busy.set(false));
  }

  private static Duration length(String seconds) {
    try {
      int asked = seconds.isEmpty() ? SECONDS_DEFAULT : Integer.parseInt(seconds);
      return Duration.ofSeconds(Math.max(1, Math.min(asked, SECONDS_MAX)));
    } catch (NumberFormatException notANumber) {
      throw new HttpError(400, "INVALID_SECONDS");
    }
  }

  private static Recording start() throws IOException, ParseException {
    Recording recording = new Recording(Configuration.getConfiguration("profile"));
    recording.setMaxSize(BYTES_MAX);
    recording.start();
    return recording;
  }

  private static byte[] read(Recording recording) {
    try (recording) {
      Path file = Files.createTempFile("herald", ".jfr");
      try {
        recording.dump(file);
        return Files.readAllBytes(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
