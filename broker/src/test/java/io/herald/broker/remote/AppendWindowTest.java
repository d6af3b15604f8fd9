package io.herald.broker.remote;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import io.herald.broker.session.AppendReply;
import io.herald.broker.session.AppendReply.Appended;
import io.herald.broker.session.AppendReply.Rejected;
import io.herald.broker.session.AppendReply.TopicGone;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.Origin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppendWindowTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final TestInbox<AppendReply> publisher = TestInbox.create();
  private final List<Long> sent = new ArrayList<>();
  private final List<Long> tokens = new ArrayList<>();
  private final AppendWindow window =
      new AppendWindow(
          new RemoteSettings(
              Duration.ofSeconds(10), Duration.ofMillis(500), 1000, 4, Duration.ofSeconds(5)),
          (token, append) -> {
            tokens.add(token);
            sent.add(append.token());
          });

  private void append(long token, int bytes, long now) {
    window.add(
        new Append(
            token, new byte[bytes], 1, 1, Deferrals.NONE, Origin.UNKNOWN, publisher.getRef()),
        now);
  }

  @Test
  void answersGoToThePublisherUnderItsOwnToken() {
    append(70, 10, 0);
    append(71, 10, 0);
    append(72, 10, 0);
    window.answered(new Appended(tokens.get(0), 0, false));
    window.answered(new Rejected(tokens.get(1), "full"));
    window.answered(new TopicGone(tokens.get(2)));
    assertThat(publisher.getAllReceived())
        .containsExactly(new Appended(70, 0, false), new Rejected(71, "full"), new TopicGone(72));
  }

  @Test
  void whatIsOnItsWayIsBoundedByBytesAndOrderIsKept() {
    append(1, 600, 0);
    append(2, 600, 0);
    append(3, 10, 0);
    assertThat(sent).containsExactly(1L);
    window.answered(new Appended(tokens.get(0), 0, false));
    assertThat(sent).containsExactly(1L, 2L, 3L);
  }

  @Test
  void whatIsOnItsWayIsBoundedByCount() {
    for (int n = 1; n <= 6; n++) {
      append(n, 1, 0);
    }
    assertThat(sent).containsExactly(1L, 2L, 3L, 4L);
    window.answered(new Appended(tokens.get(2), 0, false));
    assertThat(sent).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void anAppendLargerThanTheWindowGoesAlone() {
    append(1, 5000, 0);
    append(2, 1, 0);
    assertThat(sent).containsExactly(1L);
  }

  @Test
  void whatCameBehindAnAppendThatWasTurnedAwayCannotHaveBeenWritten() {
    for (int n = 1; n <= 5; n++) {
      append(n, 1, 0);
    }
    window.answered(new TopicGone(tokens.get(1)));
    window.partitionGone("it left");
    assertThat(publisher.getAllReceived().stream().map(Object::getClass).toList())
        .containsExactly(
            TopicGone.class, Rejected.class, TopicGone.class, TopicGone.class, TopicGone.class);
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void afterTheDeadlineItIsUnknownWhetherItIsStoredUnlessItWasNeverSent() {
    append(1, 900, 0);
    append(2, 900, SECOND);
    append(3, 900, 5 * SECOND);
    window.expire(9 * SECOND, "no answer");
    assertThat(publisher.hasMessages()).isFalse();
    window.expire(11 * SECOND, "no answer");
    assertThat(publisher.getAllReceived())
        .containsExactly(
            new Rejected(1, "no answer, it is unknown whether the messages are stored"),
            new Rejected(2, "no answer, the messages are not stored"));
    assertThat(sent).containsExactly(1L, 3L);
  }

  @Test
  void anAnswerThatComesTooLateIsDropped() {
    append(1, 10, 0);
    window.expire(10 * SECOND, "no answer");
    publisher.getAllReceived();
    window.answered(new Appended(tokens.get(0), 0, false));
    assertThat(publisher.hasMessages()).isFalse();
  }

  @Test
  void whenThePartitionHasGoneWhatWasNeverSentIsPublishedAgain() {
    append(1, 900, 0);
    append(2, 900, 0);
    window.partitionGone("gone");
    assertThat(publisher.getAllReceived())
        .containsExactly(
            new Rejected(1, "gone, it is unknown whether the messages are stored"),
            new TopicGone(2));
  }

  @Test
  void referenceConfHasAllSettings() {
    ActorTestKit kit = ActorTestKit.create();
    try {
      assertThat(RemoteSettings.of(kit.system().settings().config()))
          .isEqualTo(
              new RemoteSettings(
                  Duration.ofSeconds(10),
                  Duration.ofMillis(500),
                  8 << 20,
                  128,
                  Duration.ofSeconds(5)));
    } finally {
      kit.shutdownTestKit();
    }
  }
}
