package io.herald.apps.cluster;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** One health check in the form that akka-management takes, with its last result. */
final class Probe implements Supplier<CompletionStage<Boolean>> {
  private final String name;
  private final Supplier<CompletionStage<Optional<String>>> question;
  private volatile Optional<String> problem = Optional.empty();

  /**
   * Makes a check.
   *
   * @param name what it looks at, one word
   * @param question completes with what is wrong, if anything is
   */
  Probe(String name, Supplier<CompletionStage<Optional<String>>> question) {
    this.name = name;
    this.question = question;
  }

  String name() {
    return name;
  }

  /** It is about to be asked. If a loop hangs, not even the question may reach it. */
  void begin() {
    problem = Optional.of("does not answer");
  }

  /** What was wrong when it was last asked. */
  Optional<String> problem() {
    return problem;
  }

  @Override
  public CompletionStage<Boolean> get() {
    return question
        .get()
        .thenApply(
            found -> {
              problem = found;
              return found.isEmpty();
            });
  }
}
