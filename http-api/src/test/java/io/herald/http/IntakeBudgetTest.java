package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class IntakeBudgetTest {
  private final IntakeBudget budget = new IntakeBudget(100, Runnable::run);
  private final Map<String, CompletableFuture<String>> work = new HashMap<>();
  private final List<String> started = new ArrayList<>();

  @Test
  void whoFindsNoRoomWaitsInLine() {
    spend("first", 60);
    spend("second", 60);
    spend("third", 10);
    assertThat(started).containsExactly("first");
    assertThat(budget.waiting()).isEqualTo(2);

    work.get("first").complete("done");
    assertThat(started).containsExactly("first", "second", "third");

    work.get("second")
        .completeExceptionally(new HttpError(400, "failed work gives its room back too"));
    spend("fourth", 90);
    assertThat(started).endsWith("fourth");
  }

  @Test
  void aBodyLargerThanTheBudgetGoesAlone() {
    spend("large", 1000);
    spend("small", 1);
    assertThat(started).containsExactly("large");

    work.get("large").complete("done");
    assertThat(started).containsExactly("large", "small");
  }

  @Test
  void workThatThrowsGivesItsRoomBack() {
    CompletableFuture<Object> failed =
        budget
            .spend(
                100,
                () -> {
                  throw new HttpError(400, "at once");
                })
            .toCompletableFuture();

    assertThat(failed).isCompletedExceptionally();
    spend("next", 100);
    assertThat(started).containsExactly("next");
  }

  private void spend(String name, long bytes) {
    work.put(name, new CompletableFuture<>());
    CompletionStage<String> result =
        budget.spend(
            bytes,
            () -> {
              started.add(name);
              return work.get(name);
            });
    assertThat(result).isNotNull();
  }
}
