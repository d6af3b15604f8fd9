package io.herald.broker.tcp;

import static io.herald.broker.auth.TestAuthServer.saying;
import static io.herald.broker.tcp.SessionByHand.mpub;
import static io.herald.broker.tcp.SessionByHand.pub;
import static io.herald.broker.tcp.SessionByHand.withBody;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.topic.TopicPartition.Append;
import io.herald.broker.topic.Topics;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An answer of the auth server runs out, and what the client sends meanwhile waits. */
@Timeout(120)
class AuthenticationRenewalTest extends AuthByHand {
  /** Publishes until the answer has run out and the next PUB waits for a new one. */
  private static int publishUntilItIsHeld(SessionByHand client) {
    for (int published = 0; ; published++) {
      client.send(pub("orders", "n" + published));
      if (!client.session.wantsInput()) {
        return published;
      }
      client.store(client.append());
      assertThat(client.frames()).containsExactly("OK");
    }
  }

  @Test
  void whenTheAnswerHasRunOutTheServerIsAskedAgainInMidPipeline() {
    server.responds(saying(200, granting(1, "orders")));
    SessionByHand client = authed().open("orders");
    for (int round = 2; round <= 3; round++) {
      CountDownLatch released = new CountDownLatch(1);
      server.responds(after(released, saying(200, granting(1, "orders"))));
      int held = publishUntilItIsHeld(client);
      assertThat(held).isPositive();
      client.hearsNothing();
      client.partition.expectNoMessage();
      released.countDown();
      client.hear();
      assertThat(server.requests()).hasSize(round);
      Append append = client.append();
      assertThat(bodies(append)).containsExactly("n" + held);
      client.store(append);
      assertThat(client.frames()).containsExactly("OK");
    }
    assertThat(client.session.wantsInput()).isTrue();
  }

  @Test
  void aChunkThatIsHeldInItsMiddleIsExecutedOnceAndInOrder() {
    server.responds(saying(200, granting(1, "orders", "bills")));
    SessionByHand client = authed().open("orders", "bills");
    CountDownLatch released = new CountDownLatch(1);
    server.responds(after(released, saying(200, granting(60, "orders", "bills"))));
    publishUntilItIsHeld(client);
    client.send(mpub("bills", "two", "three"), withBody("DPUB orders 1", "four"), "NOP\n");
    client.hearsNothing();
    released.countDown();
    client.hear();
    Append held = client.append();
    Append bills = client.append();
    Append orders = client.append();
    assertThat(bodies(bills)).containsExactly("two", "three");
    assertThat(bodies(orders)).containsExactly("four");
    client.store(orders);
    client.store(bills);
    assertThat(client.frames()).isEmpty();
    client.store(held);
    assertThat(client.frames()).containsExactly("OK", "OK", "OK");
  }

  @Test
  void aHeldSubGoesOn() {
    server.responds(saying(200, granting(1, "orders")));
    SessionByHand consumer = authed();
    SessionByHand producer = authed().open("orders");
    publishUntilItIsHeld(producer);
    consumer.send("SUB orders ch\n"); // whose answer is older, and so has run out, too
    assertThat(consumer.session.wantsInput()).isFalse();
    consumer.topics.expectNoMessage();
    consumer.hear();
    consumer.topics.expectMessageClass(Topics.Subscribe.class, SessionByHand.PATIENCE);
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void whenTheServerFailsAtTheSecondAskingEarlierOksComeFirst() {
    server.responds(saying(200, granting(1, "orders")));
    SessionByHand client = authed().open("orders");
    server.responds(saying(503, ""));
    Append last = null;
    for (int n = 0; client.session.wantsInput(); n++) {
      client.send(pub("orders", "n" + n));
      if (client.session.wantsInput()) {
        if (last != null) {
          client.store(last);
          assertThat(client.frames()).containsExactly("OK");
        }
        last = client.append();
      }
    }
    client.hear();
    assertThat(client.frames()).isEmpty();
    client.store(last);
    isRefused(client, "OK", "E_AUTH_FAILED AUTH failed");
  }

  @Test
  void whatTheSecondAnswerNoLongerAllowsIsUnauthorized() {
    for (String answer : List.of(granting(60, "bills"), granting(60))) {
      server.responds(saying(200, granting(1, "orders")));
      SessionByHand client = authed().open("orders");
      server.responds(saying(200, answer));
      publishUntilItIsHeld(client);
      client.hear();
      isRefused(client, "E_UNAUTHORIZED AUTH failed for PUB on \"orders\" \"\"");
    }
  }
}
