package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.Published;
import io.herald.http.HttpProbe.Reply;
import io.herald.http.MemoryBroker.Publish;
import io.herald.protocol.message.PublishKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bodies of /pub and /mpub: limits, forms, how they become publishes. */
class PublishTest {
  private static final int MIB = 1 << 20;

  /** Akka gives a body up that nobody reads for this long; ours may wait in line for minutes. */
  private static final String IMPATIENT =
      "akka.stream.materializer.subscription-timeout.timeout = 100ms";

  @RegisterExtension static final TestNode node = TestNode.start("--max-body-size=" + 16 * MIB);
  private static final HttpProbe http = node.probe();

  @BeforeEach
  void forget() {
    node.broker.publishes.clear();
    node.broker.refusePublish = null;
    node.broker.publishesBeforeRefusal = 0;
  }

  @Test
  void aMessageIsPublishedWithItsDelay() {
    assertThat(http.post("/pub?topic=t&defer=1500", "hello").text()).isEqualTo("OK");

    Publish publish = onlyPublish();
    assertThat(publish.topic().value()).isEqualTo("t");
    assertThat(publish.deferMillis()).isEqualTo(1500);
    assertThat(texts(publish)).containsExactly("hello");
  }

  @Test
  void aKeyGoesWithAllMessagesOfARequest() {
    http.post("/pub?topic=t&key=customer+7", "hello");
    assertThat(onlyPublish().key()).isEqualTo("customer 7");
    node.broker.publishes.clear();
    http.post("/mpub?topic=t&key=k", "a\nb");
    assertThat(onlyPublish().key()).isEqualTo("k");
    node.broker.publishes.clear();
    http.post("/pub?topic=t", "hello");
    assertThat(onlyPublish().key()).isEmpty();
  }

  @Test
  void aPublishKeyGoesWithAllMessagesAndTheAnswerSaysWhatBecameOfThem() {
    byte[] lines = "a\nb".getBytes(UTF_8);
    String key = "Herald-Publish-Key: order-17";
    Reply first = http.send("POST", "/mpub?topic=t", lines, key);
    assertThat(first.text()).isEqualTo("OK");
    assertThat(first.headers()).containsEntry("herald-message-id", "0000000000000001");
    assertThat(first.headers()).doesNotContainKey("herald-duplicate");
    assertThat(onlyPublish().origin().key()).contains(PublishKey.of("order-17"));
    assertThat(onlyPublish().origin().publisher()).startsWith("127.0.0.1:");
    for (String target : List.of("/pub?topic=t", "/pub?topic=t&defer=5", "/mpub?topic=t")) {
      node.broker.repeats = true;
      Reply repeat = http.send("POST", target, lines, key);
      assertThat(repeat.text()).isEqualTo("OK");
      assertThat(repeat.headers()).containsEntry("herald-message-id", "0000000000000001");
      assertThat(repeat.headers()).containsEntry("herald-duplicate", "true");
    }
    node.broker.repeats = false;
  }

  @Test
  void aPublishKeyThatIsNoneIsRefused() {
    for (String key : List.of("a b", "x".repeat(256), "")) {
      for (String target : List.of("/pub?topic=t", "/mpub?topic=t")) {
        Reply reply = http.send("POST", target, "x".getBytes(UTF_8), "Herald-Publish-Key: " + key);
        assertThat(reply.code()).isEqualTo(400);
        assertThat(reply.text())
            .isEqualTo(
                "{\"message\":\"INVALID_PUBLISH_KEY - Herald-Publish-Key is"
                    + " 1 to 255 printable ASCII characters, no space\"}");
      }
    }
    assertThat(node.broker.publishes).isEmpty();
  }

  @Test
  void aBatchThatWouldBeCutIsRefusedWithAPublishKey() {
    byte[] lines = lines(6 * MIB);
    Reply reply = http.send("POST", "/mpub?topic=t", lines, "Herald-Publish-Key: k");
    assertThat(reply.code()).isEqualTo(413);
    assertThat(reply.text()).contains("with a publish key up to 5242880 bytes of messages");
    assertThat(node.broker.publishes).isEmpty();
  }

  @Test
  void linesBecomeMessagesAndCarriageReturnsStay() {
    http.post("/mpub?topic=t", "a\nb\r\n\n\nc");

    assertThat(texts(onlyPublish())).containsExactly("a", "b\r", "c");
  }

  @Test
  void aTextWithoutMessagesCreatesTheTopicAndPublishesNothing() {
    assertThat(http.post("/mpub?topic=empty", "\n\n").text()).isEqualTo("OK");

    assertThat(node.broker.publishes).isEmpty();
    assertThat(http.get("/stats?topic=empty&include_mem=0").text()).contains("[empty ");
  }

  @Test
  void binaryMessagesMayHoldAnything() {
    byte[] body = binary("a\nb".getBytes(UTF_8), new byte[] {0, -1});
    Reply reply = http.send("POST", "/mpub?topic=t&binary=true", body);

    assertThat(reply.text()).isEqualTo("OK");
    assertThat(onlyPublish().bodies()).containsExactly("a\nb".getBytes(UTF_8), new byte[] {0, -1});
  }

  @Test
  void aMessageOfTheLargestSizeIsTakenAndOneByteMoreIsNot() {
    byte[] largest = new byte[MIB];
    Arrays.fill(largest, (byte) 'x');

    assertThat(http.send("POST", "/pub?topic=t", largest).code()).isEqualTo(200);
    assertThat(http.send("POST", "/pub?topic=t", Arrays.copyOf(largest, MIB + 1)).text())
        .isEqualTo("{\"message\":\"MSG_TOO_BIG\"}");
    assertThat(http.send("POST", "/mpub?topic=t", largest).code()).isEqualTo(200);
    Arrays.fill(largest, (byte) 'y');
    byte[] overlong = Arrays.copyOf(largest, MIB + 1);
    overlong[MIB] = 'y';
    assertThat(http.send("POST", "/mpub?topic=t", overlong).text())
        .isEqualTo("{\"message\":\"MSG_TOO_BIG\"}");
    assertThat(node.broker.publishes).hasSize(2);
  }

  @Test
  void aTooLongBodyIsRefusedBeforeItsTopicIsLookedAt() {
    Reply pub = http.send("POST", "/pub", new byte[MIB + 1]);
    assertThat(pub.status()).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
    assertThat(pub.text()).isEqualTo("{\"message\":\"MSG_TOO_BIG\"}");

    Reply mpub = http.send("POST", "/mpub", new byte[16 * MIB + 1]);
    assertThat(mpub.code()).isEqualTo(413);
    assertThat(mpub.text()).isEqualTo("{\"message\":\"BODY_TOO_BIG\"}");
  }

  @Test
  void whatFitsNsqdsDefaultBodyIsOnePublish() {
    byte[] lines = lines(5 * MIB);

    assertThat(http.send("POST", "/mpub?topic=t", lines).text()).isEqualTo("OK");

    assertThat(onlyPublish().bodies()).hasSize(5 * MIB / 100);
  }

  @Test
  void aLongerTextIsPublishedInPiecesInOrder() {
    byte[] lines = lines(12 * MIB);

    assertThat(http.send("POST", "/mpub?topic=t", lines).text()).isEqualTo("OK");

    assertThat(rebuilt()).isEqualTo(lines);
    assertThat(node.broker.publishes).hasSizeBetween(7, 9);
    assertThat(node.broker.publishes.subList(1, node.broker.publishes.size()))
        .allSatisfy(piece -> assertThat(piece.bytes()).isLessThan(MIB + MIB / 4));
  }

  @Test
  void aLongerBinaryBodyIsCheckedWholeAndPublishedInPieces() {
    byte[][] messages = new byte[12][MIB - 1];
    byte[] body = binary(messages);

    byte[] cut = Arrays.copyOf(body, body.length - 1);
    assertThat(http.send("POST", "/mpub?topic=t&binary=1", cut).text())
        .isEqualTo("{\"message\":\"BAD_MESSAGE\"}");
    assertThat(node.broker.publishes).isEmpty();

    assertThat(http.send("POST", "/mpub?topic=t&binary=1", body).text()).isEqualTo("OK");
    assertThat(node.broker.publishes).hasSize(6);
    assertThat(node.broker.publishes.stream().mapToInt(piece -> piece.bodies().size()).sum())
        .isEqualTo(12);
  }

  @Test
  void aRefusalHalfWaySaysHowManyMessagesAreIn() {
    node.broker.publishesBeforeRefusal = 2;
    node.broker.refusePublish = new BrokerException(Reason.NOT_STORED, "topic t is full");

    Reply reply = http.send("POST", "/mpub?topic=t", lines(12 * MIB));

    assertThat(reply.code()).isEqualTo(503);
    assertThat(reply.text()).isEqualTo("{\"message\":\"topic t is full\"}");
    int published = node.broker.publishes.stream().mapToInt(p -> p.bodies().size()).sum();
    assertThat(reply.headers()).containsEntry("x-herald-published", Integer.toString(published));
  }

  @Test
  void aStoppingNodeSaysSo() {
    node.broker.refusePublish = new BrokerException(Reason.EXITING, "exiting");

    assertThat(http.post("/pub?topic=t", "x").code()).isEqualTo(503);
    assertThat(http.post("/mpub?topic=t", "x").text()).isEqualTo("{\"message\":\"EXITING\"}");
  }

  @Test
  void aBodyInChunksIsTakenAndItsLimitHolds() {
    String head = "POST /mpub?topic=t HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    byte[] answer = http.raw((head + "3\r\na\nb\r\n2\r\nc\n\r\n0\r\n\r\n").getBytes(UTF_8), false);

    assertThat(HttpProbe.parse(answer).text()).isEqualTo("OK");
    assertThat(texts(onlyPublish())).containsExactly("a", "bc");
    assertThat(HttpProbe.parse(http.raw(chunked("/pub?topic=t", MIB + 1), false)).text())
        .isEqualTo("{\"message\":\"MSG_TOO_BIG\"}");
  }

  @Test
  void aClientThatExpectsToContinueIsToldSoBeforeItSendsTheBody() throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /pub?topic=t HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
              .getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      assertThat(new String(HttpProbe.read(in, true), UTF_8)).startsWith("HTTP/1.1 100 Continue");

      out.write("hello".getBytes(UTF_8));
      assertThat(HttpProbe.parse(HttpProbe.read(in, false)).text()).isEqualTo("OK");
    }
  }

  @Test
  void aClientThatExpectsToContinueIsRefusedBeforeItSendsTooMuch() throws IOException {
    try (Socket socket = connect()) {
      String head = "POST /pub?topic=t HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n";
      socket
          .getOutputStream()
          .write((head + "Content-Length: " + 2 * MIB + "\r\n\r\n").getBytes(UTF_8));

      byte[] answer = HttpProbe.read(socket.getInputStream(), false);
      assertThat(HttpProbe.parse(answer).text()).isEqualTo("{\"message\":\"MSG_TOO_BIG\"}");
    }
  }

  @Test
  void aBodyThatWaitsForRoomIsPublishedWhenThereIsSome() throws Exception {
    try (TestNode narrow = TestNode.configured(IMPATIENT, "--publish-budget-bytes=1000000")) {
      CompletableFuture<Published> first = new CompletableFuture<>();
      narrow.broker.gate.set(first);
      byte[] lines = lines(MIB);
      CompletableFuture<Reply> held = sendLater(narrow, lines);
      awaitTrue(() -> narrow.broker.gate.get() == null);
      CompletableFuture<Reply> waiting = sendLater(narrow, lines);
      CompletableFuture<Reply> behind = sendLater(narrow, lines);
      long longEnough = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
      while (System.nanoTime() < longEnough) {
        assertThat(narrow.probe().get("/ping").text()).isEqualTo("OK");
      }
      assertThat(narrow.broker.publishes).isEmpty();

      first.complete(new Published(1, false));
      for (CompletableFuture<Reply> reply : List.of(held, waiting, behind)) {
        assertThat(reply.get(10, TimeUnit.SECONDS).text()).isEqualTo("OK");
      }
      assertThat(narrow.broker.publishes).hasSize(2);
    }
  }

  private static CompletableFuture<Reply> sendLater(TestNode to, byte[] body) {
    return CompletableFuture.supplyAsync(
        () -> to.probe().send("POST", "/mpub?topic=t", body),
        runnable -> new Thread(runnable).start());
  }

  private static void awaitTrue(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void theBrokerIsCalledOnHttpThreads() {
    http.post("/pub?topic=t", "x");
    http.send("POST", "/mpub?topic=t", lines(6 * MIB));

    assertThat(node.broker.publishes)
        .hasSizeGreaterThan(2)
        .allSatisfy(publish -> assertThat(publish.thread()).contains("herald.http-dispatcher"));
  }

  private static Publish onlyPublish() {
    assertThat(node.broker.publishes).hasSize(1);
    return node.broker.publishes.get(0);
  }

  private static List<String> texts(Publish publish) {
    return publish.bodies().stream().map(body -> new String(body, UTF_8)).toList();
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Numbered lines of 100 bytes. */
  private static byte[] lines(int bytes) {
    byte[] all = new byte[bytes / 100 * 100];
    Arrays.fill(all, (byte) '.');
    for (int end = 100, line = 0; end <= all.length; end += 100, line++) {
      byte[] number = Integer.toString(line).getBytes(UTF_8);
      System.arraycopy(number, 0, all, end - 100, number.length);
      all[end - 1] = '\n';
    }
    return all;
  }

  private static byte[] rebuilt() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Publish publish : node.broker.publishes) {
      for (byte[] body : publish.bodies()) {
        all.writeBytes(body);
        all.write('\n');
      }
    }
    return all.toByteArray();
  }

  private static byte[] binary(byte[]... messages) {
    int bytes = Arrays.stream(messages).mapToInt(message -> message.length + 4).sum();
    ByteBuffer body = ByteBuffer.allocate(4 + bytes).putInt(messages.length);
    for (byte[] message : messages) {
      body.putInt(message.length).put(message);
    }
    return body.array();
  }

  private static byte[] chunked(String target, int bytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String head = "POST " + target + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    all.writeBytes((head + Integer.toHexString(bytes) + "\r\n").getBytes(UTF_8));
    all.writeBytes(new byte[bytes]);
    all.writeBytes("\r\n0\r\n\r\n".getBytes(UTF_8));
    return all.toByteArray();
  }
}
