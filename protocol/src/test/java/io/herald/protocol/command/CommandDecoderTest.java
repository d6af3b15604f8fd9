package io.herald.protocol.command;

import static io.herald.protocol.command.CommandEncoder.line;
import static io.herald.protocol.command.CommandEncoder.withBody;
import static io.herald.protocol.command.SessionPhase.CLOSING;
import static io.herald.protocol.command.SessionPhase.CONNECTED;
import static io.herald.protocol.command.SessionPhase.SUBSCRIBED;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.protocol.command.ClientCommand.Mpub;
import io.herald.protocol.command.ClientCommand.Publish;
import io.herald.protocol.error.ProtocolException;
import io.herald.protocol.message.PublishKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command's checks, in nsqd's order (NSQ protocol, commands). */
class CommandDecoderTest {
  private static final String ID = "0003000000000abc";
  private static final String HELD = Long.toString(0x0003_0000_0000_0abcL);

  private static List<String> decoded(SessionPhase phase, byte[]... commands) {
    int size = Arrays.stream(commands).mapToInt(command -> command.length).sum();
    ByteBuffer all = ByteBuffer.allocate(size);
    for (byte[] command : commands) {
      all.put(command);
    }
    return Decoding.all(phase, all.array());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  /** A line and, behind it, numbers and texts as they lie on the wire. */
  private static byte[] raw(String line, Object... parts) {
    ByteBuffer buffer = ByteBuffer.allocate(400).put(bytes(line + "\n"));
    for (Object part : parts) {
      if (part instanceof Integer number) {
        buffer.putInt(number);
      } else {
        buffer.put(bytes((String) part));
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  @Test
  void everyCommandIsRead() {
    assertThat(
            decoded(
                CONNECTED,
                withBody(bytes("{}"), "IDENTIFY"),
                withBody(bytes("secret"), "AUTH"),
                withBody(bytes("one"), "PUB", "t"),
                withBody(bytes("two"), "DPUB", "t", "5000"),
                CommandEncoder.mpub("t#ephemeral", List.of(bytes("a"), bytes("bc"))),
                line("NOP"),
                line("SUB", "t", "c")))
        .containsExactly(
            "IDENTIFY {}",
            "AUTH secret",
            "PUB t one",
            "DPUB t 5000 two",
            "MPUB t#ephemeral 2/3 [a, bc]",
            "Nop[]",
            "Sub[topic=t, channel=c]");
    assertThat(
            decoded(
                SUBSCRIBED,
                line("RDY", "100"),
                line("RDY"),
                line("RDY", ""),
                line("FIN", ID),
                line("REQ", ID, "5000"),
                line("TOUCH", ID),
                line("CLS")))
        .containsExactly(
            "Rdy[count=100]",
            "Rdy[count=1]",
            "Rdy[count=0]",
            "Fin[id=" + HELD + "]",
            "Req[id=" + HELD + ", delayMillis=5000]",
            "Touch[id=" + HELD + "]",
            "Cls[]");
  }

  @Test
  void aKindOfCommandIsReadOrIsNoCommand() {
    List<String> words =
        Arrays.stream(ClientCommand.class.getPermittedSubclasses())
            .flatMap(
                kind ->
                    kind == Publish.class
                        ? Arrays.stream(Publish.class.getPermittedSubclasses())
                        : Arrays.stream(new Class<?>[] {kind}))
            .map(kind -> kind.getSimpleName().toUpperCase(Locale.ROOT))
            .toList();
    assertThat(words).hasSize(12);
    for (String word : words) {
      assertThat(decoded(CONNECTED, line(word)).toString()).doesNotContain("invalid command");
      assertThat(decoded(CONNECTED, line(word.toLowerCase(Locale.ROOT))))
          .containsExactly("E_INVALID invalid command " + word.toLowerCase(Locale.ROOT));
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          CONNECTED,  FIN,        cannot FIN in current state
          CONNECTED,  REQ,        cannot REQ in current state
          CONNECTED,  TOUCH,      cannot TOUCH in current state
          CONNECTED,  RDY x,      cannot RDY in current state
          CONNECTED,  CLS,        cannot CLS in current state
          SUBSCRIBED, SUB,        cannot SUB in current state
          SUBSCRIBED, IDENTIFY,   cannot IDENTIFY in current state
          SUBSCRIBED, AUTH,       cannot AUTH in current state
          CLOSING,    CLS,        cannot CLS in current state
          CLOSING,    SUB,        cannot SUB in current state
          SUBSCRIBED, FIN,        FIN insufficient number of params
          SUBSCRIBED, REQ id,     REQ insufficient number of params
          SUBSCRIBED, TOUCH,      TOUCH insufficient number of params
          CONNECTED,  SUB !,      SUB insufficient number of parameters
          CONNECTED,  PUB,        PUB insufficient number of parameters
          CONNECTED,  MPUB,       MPUB insufficient number of parameters
          CONNECTED,  DPUB !,     DPUB insufficient number of parameters
          CONNECTED,  AUTH x,     AUTH invalid number of parameters
          SUBSCRIBED, FIN 12,     invalid message ID
          SUBSCRIBED, REQ 12 x,   invalid message ID
          SUBSCRIBED, TOUCH 1234567890abcdef0, invalid message ID
          SUBSCRIBED, REQ 0000000000000000 -1, REQ could not parse timeout -1
          SUBSCRIBED, RDY -1,     RDY could not parse count -1
          SUBSCRIBED, RDY 1x,     RDY could not parse count 1x
          SUBSCRIBED, RDY 101,    RDY count 101 out of range 0-100
          CONNECTED,  DPUB t -1,  DPUB could not parse timeout -1
          CONNECTED,  DPUB t 5001, DPUB timeout 5001 out of range 0-5000
          CONNECTED,  '',         'invalid command '
          CONNECTED,  pub t,      invalid command pub
          CONNECTED,  ' PUB t',   'invalid command '
          """)
  void aBrokenRuleIsInvalid(SessionPhase phase, String line, String text) {
    assertThat(decoded(phase, bytes(line + "\n"))).containsExactly("E_INVALID " + text);
  }

  @Test
  void namesAreCheckedBehindTheNumberOfParametersAndBeforeAnythingElse() {
    assertThat(decoded(CONNECTED, line("SUB", "a b", "c", "!")))
        .containsExactly("Sub[topic=a, channel=b]");
    assertThat(decoded(CONNECTED, line("SUB", "!", "?")))
        .containsExactly("E_BAD_TOPIC SUB topic name \"!\" is not valid");
    assertThat(decoded(CONNECTED, line("SUB", "t", "?")))
        .containsExactly("E_BAD_CHANNEL SUB channel name \"?\" is not valid");
    assertThat(decoded(CONNECTED, raw("PUB !", 0)))
        .containsExactly("E_BAD_TOPIC PUB topic name \"!\" is not valid");
    assertThat(decoded(CONNECTED, raw("DPUB ! x", 0)))
        .containsExactly("E_BAD_TOPIC DPUB topic name \"!\" is not valid");
    assertThat(decoded(CONNECTED, raw("MPUB !", 0)))
        .containsExactly("E_BAD_TOPIC MPUB topic name \"!\" is not valid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUB", "DPUB"})
  void aMessageIsOneToTheLargestNumberOfBytes(String command) {
    String line = command.equals("PUB") ? "PUB t" : "DPUB t 0";
    assertThat(decoded(CONNECTED, raw(line, 50, "x".repeat(50)))).hasSize(1);
    assertThat(decoded(CONNECTED, raw(line, 51)))
        .containsExactly("E_BAD_MESSAGE " + command + " message too big 51 > 50");
    assertThat(decoded(CONNECTED, raw(line, 0)))
        .containsExactly("E_BAD_MESSAGE " + command + " invalid message body size 0");
    assertThat(decoded(CONNECTED, raw(line, -1)))
        .containsExactly("E_BAD_MESSAGE " + command + " invalid message body size -1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"IDENTIFY", "AUTH", "MPUB t"})
  void aBodyIsOneToTheLargestNumberOfBytes(String line) {
    String command = line.split(" ", -1)[0];
    assertThat(decoded(CONNECTED, raw(line, 121)))
        .containsExactly("E_BAD_BODY " + command + " body too big 121 > 120");
    assertThat(decoded(CONNECTED, raw(line, 0)))
        .containsExactly("E_BAD_BODY " + command + " invalid body size 0");
    assertThat(decoded(CONNECTED, raw(line, Integer.MIN_VALUE)))
        .containsExactly("E_BAD_BODY " + command + " invalid body size -2147483648");
  }

  @Test
  void theMessagesOfAnMpubDecideWhereItEnds() {
    for (int declared : new int[] {1, 14, 15, 16, 120}) {
      assertThat(decoded(CONNECTED, raw("MPUB t", declared, 2, 1, "a", 2, "bc", "NOP\n")))
          .containsExactly("MPUB t 2/3 [a, bc]", "Nop[]");
    }
  }

  @Test
  void anMpubIsRefusedForItsCountItsMessagesAndItsSum() {
    assertThat(decoded(CONNECTED, raw("MPUB t", 4, 0)))
        .containsExactly("E_BAD_BODY MPUB invalid message count 0");
    assertThat(decoded(CONNECTED, raw("MPUB t", 4, 24))) // (120 - 4) / 5 = 23
        .containsExactly("E_BAD_BODY MPUB invalid message count 24");
    assertThat(decoded(CONNECTED, raw("MPUB t", 4, 23))).isEmpty();
    assertThat(decoded(CONNECTED, raw("MPUB t", 20, 2, 1, "a", 0)))
        .containsExactly("E_BAD_MESSAGE MPUB invalid message(1) body size 0");
    assertThat(decoded(CONNECTED, raw("MPUB t", 20, 1, 51)))
        .containsExactly("E_BAD_MESSAGE MPUB message too big 51 > 50");
    String fifty = "x".repeat(50);
    assertThat(decoded(CONNECTED, raw("MPUB t", 20, 3, 50, fifty, 50, fifty, 50, fifty)))
        .containsExactly("E_BAD_BODY MPUB body too big, more than 120");
  }

  @Test
  void aLineEndsWithLfOrCrLfAndSurplusParametersAreIgnored() {
    assertThat(decoded(CONNECTED, bytes("NOP\r\nSUB t c more and more\r\nNOP x\n")))
        .containsExactly("Nop[]", "Sub[topic=t, channel=c]", "Nop[]");
    assertThat(decoded(CONNECTED, bytes("NOP\r\r\n")))
        .containsExactly("E_INVALID invalid command NOP?");
  }

  @Test
  void aLineThatIsTooLongClosesTheConnectionWithoutAFrame() {
    assertThat(decoded(CONNECTED, bytes("NOP " + "x".repeat(75) + "\n"))).containsExactly("Nop[]");
    assertThat(decoded(CONNECTED, bytes("x".repeat(79)))).isEmpty();
    List<String> closed = List.of("closed: command line longer than 80 bytes");
    assertThat(decoded(CONNECTED, bytes("x".repeat(80)))).isEqualTo(closed);
    assertThat(decoded(CONNECTED, bytes("NOP " + "x".repeat(76) + "\n"))).isEqualTo(closed);
  }

  @Test
  void behindClsReadyIsIgnoredAndMessagesCanStillBeSettled() {
    assertThat(decoded(CLOSING, line("RDY", "junk"), line("FIN", ID), line("REQ", ID, "0")))
        .containsExactly("Nop[]", "Fin[id=" + HELD + "]", "Req[id=" + HELD + ", delayMillis=0]");
  }

  @Test
  void delaysAreClampedForReqAndHugeOnesDoNotOverflow() {
    assertThat(decoded(SUBSCRIBED, line("REQ", ID, "99999999999999999999999")))
        .containsExactly("Req[id=" + HELD + ", delayMillis=5000]");
    assertThat(decoded(SUBSCRIBED, line("RDY", "18446744073709551617")))
        .containsExactly("E_INVALID RDY count 9223372036854775807 out of range 0-100");
  }

  @Test
  void anIdThatNobodyIssuedIsNoBreachButNoneOfOurs() {
    assertThat(decoded(SUBSCRIBED, line("FIN", "ghijklmnopqrstuv"))).containsExactly("Fin[id=-1]");
  }

  @ParameterizedTest
  @EnumSource(SessionPhase.class)
  void publishingIsPossibleInEveryPhase(SessionPhase phase) {
    assertThat(decoded(phase, withBody(bytes("x"), "PUB", "t"), line("NOP"))).hasSize(2);
  }

  @Test
  void aCopiedPublishOutlivesTheInput() throws ProtocolException {
    CommandDecoder decoder = new CommandDecoder(Decoding.SMALL);
    byte[] input = CommandEncoder.mpub("t", List.of(bytes("abc"), bytes("d")));
    decoder.feed(input, 0, input.length);
    Mpub copy = ((Mpub) decoder.next(CONNECTED)).copied();
    Arrays.fill(input, (byte) 0);
    assertThat(Decoding.describe(copy)).isEqualTo("MPUB t 2/4 [abc, d]");
  }

  @Test
  void whatClientsSendIsShownShortAndWithoutControlCharacters() {
    assertThat(decoded(CONNECTED, bytes("a\u0007b\u001b[31m\n")))
        .containsExactly("E_INVALID invalid command a?b?[31m");
  }

  @Test
  void aPublishMaySayWhatItRepeatsAndWhereItGoes() {
    String once = " once=" + Long.toHexString(PublishKey.of("order-17").high());
    assertThat(
            decoded(
                CONNECTED,
                withBody(bytes("one"), "PUB", "t", "once=order-17"),
                withBody(bytes("two"), "PUB", "t", "key=c5", "once=order-17"),
                withBody(bytes("3"), "PUB", "t", "whatever", "", "key=c5"),
                withBody(bytes("4"), "DPUB", "t", "5", "once=order-17", "key=c5"),
                withBody(bytes("5"), "DPUB", "t", "key=c5", "7"),
                CommandEncoder.mpub("t once=order-17", List.of(bytes("a"), bytes("bc"))),
                withBody(bytes("six"), "PUB", "t")))
        .containsExactly(
            "PUB t" + once + " one",
            "PUB t" + once + " key=c5 two",
            "PUB t key=c5 3",
            "DPUB t" + once + " key=c5 5 4",
            "DPUB t key=c5 7 5",
            "MPUB t" + once + " 2/3 [a, bc]",
            "PUB t six");
  }

  @ParameterizedTest
  @ValueSource(strings = {"once=", "once=\u00e4", "key=", "key=\u0001", "once=a\tb"})
  void aKeyThatIsNoneIsRefusedWithItsRange(String option) {
    String name = option.substring(0, option.indexOf('=') + 1);
    assertThat(decoded(CONNECTED, withBody(bytes("one"), "PUB", "t", option)))
        .containsExactly(
            "E_BAD_KEY PUB " + name + " takes 1 to 255 printable ASCII characters, no space");
  }

  @Test
  void aDelayIsStillNeeded() {
    assertThat(decoded(CONNECTED, withBody(bytes("one"), "DPUB", "t", "once=a")))
        .containsExactly("E_INVALID DPUB could not parse timeout once=a");
  }
}
