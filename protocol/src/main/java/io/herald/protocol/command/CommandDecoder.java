package io.herald.protocol.command;

import io.herald.protocol.command.ClientCommand.Auth;
import io.herald.protocol.command.ClientCommand.Cls;
import io.herald.protocol.command.ClientCommand.Dpub;
import io.herald.protocol.command.ClientCommand.Fin;
import io.herald.protocol.command.ClientCommand.Identify;
import io.herald.protocol.command.ClientCommand.Mpub;
import io.herald.protocol.command.ClientCommand.Nop;
import io.herald.protocol.command.ClientCommand.Pub;
import io.herald.protocol.command.ClientCommand.Rdy;
import io.herald.protocol.command.ClientCommand.Req;
import io.herald.protocol.command.ClientCommand.Sub;
import io.herald.protocol.command.ClientCommand.Touch;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.error.ProtocolException;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.nio.charset.StandardCharsets;

/**
 * Turns the bytes of one connection, magic not included, into commands, with all checks of NSQ
 * protocol V2 that need no broker: state, number of parameters, names, ranges, sizes, in nsqd's
 * order. Use: {@link #feed} a chunk, call {@link #next} until it answers null, then {@link #retain}
 * what is incomplete before the chunk's array is used for something else.
 */
public final class CommandDecoder {
  private static final byte[] FIN = word("FIN");
  private static final int FIN_AND_SPACE = 'F' << 24 | 'I' << 16 | 'N' << 8 | ' ';
  private static final int FIN_LINE_BYTES = Integer.BYTES + MessageId.LENGTH + 1;
  private static final byte[] PUB = word("PUB");
  private static final byte[] MPUB = word("MPUB");
  private static final byte[] DPUB = word("DPUB");
  private static final byte[] RDY = word("RDY");
  private static final byte[] REQ = word("REQ");
  private static final byte[] TOUCH = word("TOUCH");
  private static final byte[] NOP = word("NOP");
  private static final byte[] SUB = word("SUB");
  private static final byte[] CLS = word("CLS");
  private static final byte[] IDENTIFY = word("IDENTIFY");
  private static final byte[] AUTH = word("AUTH");

  private final ProtocolLimits limits;
  private final InputBuffer input = new InputBuffer();
  private final CommandLine line = new CommandLine();
  private final MpubScan mpubScan = new MpubScan();

  private byte[] lastTopicBytes = new byte[0];
  private TopicName lastTopic;

  public CommandDecoder(ProtocolLimits limits) {
    this.limits = limits;
  }

  /** Adds the bytes {@code [from, to)} of {@code chunk} behind what was retained. */
  public void feed(byte[] chunk, int from, int to) {
    input.feed(chunk, from, to);
  }

  /** Copies what no command has taken yet, so that the last chunk may be reused. */
  public void retain() {
    input.retain();
  }

  /** Gives away what no command has taken yet: it is no input of this decoder. */
  public byte[] takeRest() {
    return input.takeRest();
  }

  /** How many bytes no command has taken yet. */
  public int bufferedBytes() {
    return input.available();
  }

  /**
   * The next whole command, or null if more input is needed.
   *
   * @throws ProtocolException if the client broke a rule; the decoder must not be used again
   */
  public ClientCommand next(SessionPhase phase) throws ProtocolException {
    Fin fin = phase == SessionPhase.CONNECTED ? null : plainFin();
    if (fin != null) {
      return fin;
    }
    int lineEnd = input.lineEnd(limits.lineBytesMax());
    if (lineEnd < 0) {
      return null;
    }
    byte[] array = input.array();
    int textEnd = lineEnd > input.at() && array[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    line.split(array, input.at(), textEnd);
    ClientCommand command = decode(phase, lineEnd + 1);
    if (command != null) {
      mpubScan.reset();
    }
    return command;
  }

  /**
   * A FIN written the way every client writes it, of an id that may be ours; else null, and the
   * long way finds out what it is. A consumer sends little else, and splitting lines was a third of
   * what draining a backlog cost.
   */
  private Fin plainFin() {
    byte[] array = input.array();
    int at = input.at();
    if (!input.has(at, FIN_LINE_BYTES)
        || InputBuffer.int32(array, at) != FIN_AND_SPACE
        || array[at + FIN_LINE_BYTES - 1] != '\n') {
      return null;
    }
    long id = MessageId.decode(array, at + Integer.BYTES);
    if (id == MessageId.NONE) {
      return null;
    }
    input.consumeTo(at + FIN_LINE_BYTES);
    return new Fin(id);
  }

  private ClientCommand decode(SessionPhase phase, int bodyAt) throws ProtocolException {
    if (line.is(0, FIN)) {
      Fin fin = new Fin(heldId("FIN", phase, 2));
      input.consumeTo(bodyAt);
      return fin;
    }
    if (line.is(0, PUB)) {
      return pub(bodyAt);
    }
    if (line.is(0, MPUB)) {
      return mpub(bodyAt);
    }
    if (line.is(0, DPUB)) {
      return dpub(bodyAt);
    }
    if (line.is(0, IDENTIFY)) {
      return identify(phase, bodyAt);
    }
    if (line.is(0, AUTH)) {
      return auth(phase, bodyAt);
    }
    ClientCommand command = bodiless(phase);
    input.consumeTo(bodyAt);
    return command;
  }

  private ClientCommand bodiless(SessionPhase phase) throws ProtocolException {
    if (line.is(0, RDY)) {
      return rdy(phase);
    }
    if (line.is(0, REQ)) {
      return req(phase);
    }
    if (line.is(0, TOUCH)) {
      return new Touch(heldId("TOUCH", phase, 2));
    }
    if (line.is(0, NOP)) {
      return new Nop();
    }
    if (line.is(0, SUB)) {
      return sub(phase);
    }
    if (line.is(0, CLS)) {
      if (phase != SessionPhase.SUBSCRIBED) {
        throw invalid("cannot CLS in current state");
      }
      return new Cls();
    }
    throw invalid("invalid command " + printable(line.text(0)));
  }

  private ClientCommand rdy(SessionPhase phase) throws ProtocolException {
    if (phase == SessionPhase.CLOSING) {
      return new Nop(); // nsqd ignores RDY behind CLS
    }
    if (phase != SessionPhase.SUBSCRIBED) {
      throw invalid("cannot RDY in current state");
    }
    long count = line.count() > 1 ? line.number(1) : 1;
    if (count < 0) {
      throw invalid("RDY could not parse count " + printable(line.text(1)));
    }
    if (count > limits.readyCountMax()) {
      throw invalid("RDY count " + count + " out of range 0-" + limits.readyCountMax());
    }
    return new Rdy((int) count);
  }

  private ClientCommand req(SessionPhase phase) throws ProtocolException {
    long id = heldId("REQ", phase, 3);
    long delayMillis = line.number(2);
    if (delayMillis < 0) {
      throw invalid("REQ could not parse timeout " + printable(line.text(2)));
    }
    return new Req(id, Math.min(delayMillis, limits.deferMillisMax()));
  }

  private ClientCommand sub(SessionPhase phase) throws ProtocolException {
    if (phase != SessionPhase.CONNECTED) {
      throw invalid("cannot SUB in current state");
    }
    if (line.count() < 3) {
      throw invalid("SUB insufficient number of parameters");
    }
    String channel = line.text(2);
    TopicName topic = topic("SUB");
    if (!ChannelName.isValid(channel)) {
      throw new ProtocolException(
          ErrorCode.E_BAD_CHANNEL, "SUB channel name \"" + printable(channel) + "\" is not valid");
    }
    return new Sub(topic, new ChannelName(channel));
  }

  private ClientCommand pub(int bodyAt) throws ProtocolException {
    requireParameters("PUB", 2);
    TopicName topic = topic("PUB");
    PublishOptions options = options("PUB", 2);
    int size = messageSize("PUB", bodyAt);
    if (size < 0 || !input.takes(bodyAt + 4, size)) {
      return null;
    }
    return new Pub(topic, options, input.array(), bodyAt + 4, size);
  }

  private ClientCommand dpub(int bodyAt) throws ProtocolException {
    requireParameters("DPUB", 3);
    TopicName topic = topic("DPUB");
    PublishOptions options = options("DPUB", 3);
    int delayAt = PublishOptions.firstOther(line);
    long delayMillis = line.number(delayAt);
    if (delayMillis < 0) {
      throw invalid("DPUB could not parse timeout " + printable(line.text(delayAt)));
    }
    if (delayMillis > limits.deferMillisMax()) {
      throw invalid("DPUB timeout " + delayMillis + " out of range 0-" + limits.deferMillisMax());
    }
    int size = messageSize("DPUB", bodyAt);
    if (size < 0 || !input.takes(bodyAt + 4, size)) {
      return null;
    }
    return new Dpub(topic, options, delayMillis, input.array(), bodyAt + 4, size);
  }

  private ClientCommand mpub(int bodyAt) throws ProtocolException {
    requireParameters("MPUB", 2);
    TopicName topic = topic("MPUB");
    PublishOptions options = options("MPUB", 2);
    int bodySize = bodySize("MPUB", bodyAt);
    if (bodySize < 0 || !mpubScan.advance(input, bodyAt + 4, limits)) {
      return null;
    }
    int end = mpubScan.end(input);
    Mpub mpub =
        new Mpub(topic, options, mpubScan.count(), input.array(), bodyAt + 8, mpubScan.bodyBytes());
    input.consumeTo(end);
    return mpub;
  }

  private ClientCommand identify(SessionPhase phase, int bodyAt) throws ProtocolException {
    if (phase != SessionPhase.CONNECTED) {
      throw invalid("cannot IDENTIFY in current state");
    }
    int size = bodySize("IDENTIFY", bodyAt);
    if (size < 0 || !input.takes(bodyAt + 4, size)) {
      return null;
    }
    return new Identify(input.array(), bodyAt + 4, size);
  }

  private ClientCommand auth(SessionPhase phase, int bodyAt) throws ProtocolException {
    if (phase != SessionPhase.CONNECTED) {
      throw invalid("cannot AUTH in current state");
    }
    if (line.count() != 1) {
      throw invalid("AUTH invalid number of parameters");
    }
    int size = bodySize("AUTH", bodyAt);
    if (size < 0 || !input.takes(bodyAt + 4, size)) {
      return null;
    }
    return new Auth(input.array(), bodyAt + 4, size);
  }

  /** The size of a message body, or −1 if it has not arrived yet. */
  private int messageSize(String command, int at) throws ProtocolException {
    if (!input.has(at, 4)) {
      return -1;
    }
    int size = input.int32(at);
    if (size <= 0) {
      throw new ProtocolException(
          ErrorCode.E_BAD_MESSAGE, command + " invalid message body size " + size);
    }
    if (size > limits.messageBytesMax()) {
      throw new ProtocolException(
          ErrorCode.E_BAD_MESSAGE,
          command + " message too big " + size + " > " + limits.messageBytesMax());
    }
    return size;
  }

  /** The size of a command's body, or −1 if it has not arrived yet. */
  private int bodySize(String command, int at) throws ProtocolException {
    if (!input.has(at, 4)) {
      return -1;
    }
    int size = input.int32(at);
    if (size > limits.bodyBytesMax()) {
      throw new ProtocolException(
          ErrorCode.E_BAD_BODY, command + " body too big " + size + " > " + limits.bodyBytesMax());
    }
    if (size <= 0) {
      throw new ProtocolException(ErrorCode.E_BAD_BODY, command + " invalid body size " + size);
    }
    return size;
  }

  private long heldId(String command, SessionPhase phase, int parameters) throws ProtocolException {
    if (phase == SessionPhase.CONNECTED) {
      throw invalid("cannot " + command + " in current state");
    }
    if (line.count() < parameters) {
      throw invalid(command + " insufficient number of params");
    }
    if (line.length(1) != MessageId.LENGTH) {
      throw invalid("invalid message ID");
    }
    return MessageId.decode(input.array(), line.start(1));
  }

  private TopicName topic(String command) throws ProtocolException {
    byte[] array = input.array();
    int start = line.start(1);
    int end = line.end(1);
    if (lastTopic != null
        && java.util.Arrays.equals(array, start, end, lastTopicBytes, 0, lastTopicBytes.length)) {
      return lastTopic;
    }
    String name = line.text(1);
    if (!TopicName.isValid(name)) {
      throw new ProtocolException(
          ErrorCode.E_BAD_TOPIC, command + " topic name \"" + printable(name) + "\" is not valid");
    }
    lastTopic = new TopicName(name);
    lastTopicBytes = java.util.Arrays.copyOfRange(array, start, end);
    return lastTopic;
  }

  private PublishOptions options(String command, int plainCount) throws ProtocolException {
    return line.count() == plainCount ? PublishOptions.NONE : PublishOptions.read(command, line);
  }

  private void requireParameters(String command, int count) throws ProtocolException {
    if (line.count() < count) {
      throw invalid(command + " insufficient number of parameters");
    }
  }

  private static ProtocolException invalid(String text) {
    return new ProtocolException(ErrorCode.E_INVALID, text);
  }

  /** Client input in an error frame or a log line: short, and without control characters. */
  private static String printable(String text) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }

  private static byte[] word(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
