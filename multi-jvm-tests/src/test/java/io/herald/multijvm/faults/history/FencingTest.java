package io.herald.multijvm.faults.history;

import static io.herald.multijvm.faults.history.Invariant.I8_FENCED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fencing must prevent is found when it is planted. */
class FencingTest {
  private static final String KEY = "partition|topic/0";

  @TempDir Path directory;
  private History history;
  private Fencing fencing;

  @BeforeEach
  void begin() throws IOException {
    history = new History(directory.resolve("history.log"), System::currentTimeMillis);
    fencing = new Fencing(history);
  }

  @AfterEach
  void end() throws IOException {
    history.close();
  }

  @Test
  void writersThatFollowEachOtherAreAsTheyShouldBe() {
    fencing.stored("segment|topic|1|0|0", 1, "first");
    fencing.stored("segment|topic|1|0|0", 2, "second");
    fencing.stored("segment|topic|1|0|1", 1, "second");
    fencing.owned(KEY, 1, 10);
    fencing.owned(KEY, 1, 20);
    fencing.owned(KEY, 3, 30);
    assertThat(history.findings()).isEmpty();
  }

  @Test
  void twoWritersOfOneNumberAreFound() {
    fencing.stored("segment|topic|1|0|0", 7, "first");
    fencing.stored("segment|topic|1|0|0", 7, "second");
    assertThat(history.findings())
        .containsExactly(
            new Finding(I8_FENCED, "number 7 of segment|topic|1|0|0 is by first and second"));
  }

  @Test
  void anEpochThatFallsIsFound() {
    fencing.owned(KEY, 3, 10);
    fencing.owned(KEY, 2, 20);
    assertThat(history.findings())
        .containsExactly(new Finding(I8_FENCED, "epoch of partition|topic/0 fell from 3 to 2"));
  }
}
