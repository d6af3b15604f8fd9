package io.herald.multijvm.faults.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.multijvm.faults.history.Books.Account;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker finds what is planted, and nothing in a history as it should be. */
class CheckerTest {
  private static final ChannelKey CHANNEL = new ChannelKey("topic", "channel");
  private static final Duration MESSAGE_TIMEOUT = Duration.ofMinutes(1);
  private static final Limits LIMITS =
      new Limits(
          Duration.ofMillis(1500), Duration.ofSeconds(10), Duration.ofSeconds(30), 0.01, 1L << 30);

  @TempDir Path directory;
  private final Random random = new Random(1);
  private long now = 1_000_000;
  private History history;
  private ConsumerSession session;
  private int published;

  @BeforeEach
  void begin() throws IOException {
    history = new History(directory.resolve("history.log"), () -> now);
    history.channelExists(CHANNEL);
    session = history.opened(CHANNEL, MESSAGE_TIMEOUT);
    for (int i = 0; i < 200; i++) {
      finish(receive(publish()));
    }
  }

  @AfterEach
  void end() throws IOException {
    history.close();
  }

  @Test
  void aHistoryAsItShouldBeHasNoViolations() {
    Receipt requeued = receive(publish());
    history.requeued(requeued, 100);
    now += 100;
    finish(receive(requeued.id(), requeued.messageId(), 2));
    Send batch = publish(3, 0);
    for (long id = batch.firstId(); id < batch.endId(); id++) {
      finish(receive(id, "m" + id, 1));
    }
    Send refused = invoke(1, 0);
    history.failed(refused, "E_PUB_FAILED disk full");

    Report report = check();
    assertThat(report.violations()).isEmpty();
    assertThat(report.acknowledged()).isEqualTo(204);
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.consumed()).isEqualTo(204);
    assertThat(report.duplicates()).isZero();
  }

  @Test
  void aLostMessageIsFound() {
    Send lost = publish();
    assertThat(history.isAllReceived()).isFalse();
    assertViolation("I1_KEPT: " + StampedMessage.text(lost.firstId()));
  }

  @Test
  void aMessageLostOnOneOfTwoChannelsIsFound() {
    history.channelExists(new ChannelKey("topic", "second"));
    finish(receive(publish()));
    assertViolation("came to topic/second");
  }

  @Test
  void whatWasSentBeforeAChannelExistedIsNotOwedToIt() {
    now++;
    history.channelExists(new ChannelKey("topic", "later"));
    assertThat(check().violations()).isEmpty();
  }

  @Test
  void anUnansweredMessageMayBeMissing() {
    history.unknown(invoke(1, 0), "reset");
    assertThat(check().violations()).isEmpty();
    assertThat(check().unknown()).isEqualTo(1);
  }

  @Test
  void aMessageThatNobodySentIsFound() {
    byte[] body = new StampedMessage(StampedMessage.id(9, 9), 0, "topic").body(random);
    assertThat(history.received(session, "m9", 1, body)).isEmpty();
    assertViolation("I2_EXPECTED");
  }

  @Test
  void aFlippedBitIsFound() {
    Send send = publish();
    byte[] body = body(send.firstId());
    body[body.length - 1] ^= 1;
    history.received(session, "m", 1, body);
    assertViolation("I2_EXPECTED");
  }

  @Test
  void aMessageOfAnotherTopicIsFound() {
    Send send = publish();
    byte[] body = new StampedMessage(send.firstId(), 0, "other").body(random);
    history.received(session, "m", 1, body);
    assertViolation("I2_EXPECTED");
  }

  @Test
  void aDuplicateAfterASettledFinIsFound() {
    Receipt finished = finish(receive(publish()));
    now += 2000;
    finish(receive(finished.id(), finished.messageId(), 2));
    assertViolation("I3_SETTLED: came again after FIN");
  }

  @Test
  void aFaultExcusesADuplicateAndCountsIt() {
    Receipt finished = finish(receive(publish()));
    kill();
    session = history.opened(CHANNEL, MESSAGE_TIMEOUT);
    finish(receive(finished.id(), finished.messageId(), 2));
    assertThat(check().violations()).isEmpty();
    assertThat(check().duplicates()).isEqualTo(1);
  }

  @Test
  void aFaultDoesNotExcuseWhatWasFinishedLongBefore() {
    Receipt finished = finish(receive(publish()));
    now += 10_000;
    kill();
    session = history.opened(CHANNEL, MESSAGE_TIMEOUT);
    finish(receive(finished.id(), finished.messageId(), 2));
    assertViolation("I3_SETTLED: came again after FIN");
  }

  @Test
  void tooManyDuplicatesAreFoundEvenInAFault() {
    List<Receipt> finished =
        List.of(finish(receive(publish())), finish(receive(publish())), finish(receive(publish())));
    kill();
    session = history.opened(CHANNEL, MESSAGE_TIMEOUT);
    finished.forEach(before -> finish(receive(before.id(), before.messageId(), 2)));
    assertViolation("I3_SETTLED: 3 of 206");
  }

  @Test
  void aMessageThatSomebodyHoldsMayNotComeAgain() {
    Receipt held = receive(publish());
    now += 1000;
    finish(receive(held.id(), held.messageId(), 2));
    assertViolation("I3_SETTLED: came again while held");
  }

  @Test
  void whatIsHeldMayComeAgainWhenItsPartitionHasMoved() {
    Receipt held = receive(publish());
    Fencing fencing = new Fencing(history);
    fencing.owned("partition|another/0", 1, now);
    fencing.owned("partition|another/0", 2, now + 500);
    now += 1000;
    Receipt tooEarly = receive(held.id(), held.messageId(), 2);
    now += 1000;
    fencing.owned("partition|topic/0", 1, now);
    now += 1000;
    fencing.owned("partition|topic/0", 2, now);
    finish(receive(held.id(), held.messageId(), 3));
    assertThat(check().violations()).singleElement().asString().contains("then " + tooEarly);
  }

  @Test
  void aTimedOutMessageMayComeAgain() {
    Receipt held = receive(publish());
    now += MESSAGE_TIMEOUT.toMillis();
    finish(receive(held.id(), held.messageId(), 2));
    assertThat(check().violations()).isEmpty();
  }

  @Test
  void anEarlyDeferredMessageIsFound() {
    Send deferred = publish(1, now + 5000);
    now += 4000;
    finish(receive(deferred.firstId(), "m", 1));
    assertViolation("I6_TIMELY: 998 ms early");
  }

  @Test
  void aLateDeferredMessageIsFoundUnlessAFaultExcusesIt() {
    Send deferred = publish(1, now + 1000);
    now += 500;
    FaultWindow window = history.fault("kill");
    now += 20_000;
    finish(receive(deferred.firstId(), "m", 1));
    window.close();
    assertThat(check().violations()).isEmpty();

    Send late = publish(1, now + 1000);
    now += 40_000;
    finish(receive(late.firstId(), "n", 1));
    assertViolation("I6_TIMELY: 39002 ms late");
  }

  @Test
  void aRequeuedMessageThatComesTooEarlyIsFound() {
    Receipt requeued = receive(publish());
    history.requeued(requeued, 1000);
    now += 900;
    finish(receive(requeued.id(), requeued.messageId(), 2));
    assertViolation("I6_TIMELY: came again too early");
  }

  @Test
  void attemptsThatDoNotRiseAreFound() {
    Receipt requeued = receive(publish());
    history.requeued(requeued, 0);
    finish(receive(requeued.id(), requeued.messageId(), 1));
    assertViolation("I6_TIMELY: attempts do not rise");
  }

  @Test
  void aMessageLeftAtTheEndIsFound() {
    Account account = new Account("node0", "topic", "channel", 0, 0, 1, 200);
    Report report = check(new Books(List.of(account, topic(200)), true));
    assertThat(report.violations()).anyMatch(text -> text.startsWith("I7_BALANCED: not empty"));
  }

  @Test
  void aCounterThatIsWrongIsFound() {
    Report report = check(new Books(List.of(topic(150), topic(51)), true));
    assertThat(report.violations())
        .containsExactly("I7_BALANCED: topic counts 201, stored are 200");
    assertThat(check(new Books(List.of(topic(51)), false)).violations()).isEmpty();
  }

  @Test
  void publishingThatDoesNotGoOnIsFound() {
    kill();
    for (int i = 0; i < 70; i++) {
      now += 500;
      history.unknown(invoke(1, 0), "refused");
    }
    assertViolation("I9_RECOVERED: an OK came first at null");
  }

  @Test
  void aFaultThatIsNotHealedIsFound() {
    FaultWindow open = history.fault("never ends");
    assertThat(open.isHealed()).isFalse();
    assertViolation("I9_RECOVERED: never healed");
  }

  @Test
  void anErrorThatIsNotDocumentedIsFound() {
    history.failed(invoke(1, 0), "E_OOPS NullPointerException");
    assertViolation("I10_ORDERLY: not documented: E_OOPS");
  }

  @Test
  void tooMuchMemoryIsFound() {
    history.resident((1L << 30) + 1);
    assertViolation("I10_ORDERLY: a node occupied");
  }

  @Test
  void whatAFaultFoundItselfIsReported() {
    history.found(Invariant.I11_REMEMBERED, "t1 is there again");
    assertViolation("I11_REMEMBERED: t1 is there again");
  }

  @Test
  void aMessageThatIsStoredTwiceIsFound() {
    Receipt first = finish(receive(publish()));
    finish(receive(first.id(), "another id", 1));
    assertViolation("I12_ATOMIC: stored as [");
  }

  @Test
  void halfABatchIsFound() {
    Send batch = invoke(4, 0);
    history.unknown(batch, "reset");
    finish(receive(batch.firstId(), "m", 1));
    assertViolation("I12_ATOMIC: 1 of 4 came");
  }

  private Send publish() {
    return publish(1, 0);
  }

  private Send publish(int count, long dueAt) {
    Send send = invoke(count, dueAt);
    now++;
    history.ok(send);
    return send;
  }

  private Send invoke(int count, long dueAt) {
    Send send = history.invoke(StampedMessage.id(1, published), count, "topic", dueAt, 0);
    published += count;
    return send;
  }

  private Receipt receive(Send send) {
    return receive(send.firstId(), "m" + send.firstId(), 1);
  }

  private Receipt receive(long id, String messageId, int attempt) {
    now++;
    return history.received(session, messageId, attempt, body(id)).orElseThrow();
  }

  private byte[] body(long id) {
    return new StampedMessage(id, history.sendOf(id).dueAt(), "topic").body(random);
  }

  private Receipt finish(Receipt receipt) {
    history.finished(receipt);
    return receipt;
  }

  private void kill() {
    FaultWindow window = history.fault("kill -9");
    history.closed(session, "reset");
    now += 3000;
    window.close();
  }

  private static Account topic(long messageCount) {
    return new Account("node0", "topic", "", 0, 0, 0, messageCount);
  }

  private void assertViolation(String text) {
    assertThat(check().violations()).anyMatch(violation -> violation.contains(text));
  }

  private Report check() {
    return check(new Books(List.of(), false));
  }

  private Report check(Books books) {
    return new Checker(LIMITS).check(history, books);
  }
}
