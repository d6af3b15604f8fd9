package io.herald.multijvm.faults.history;

import io.herald.multijvm.faults.history.Receipt.State;
import io.herald.multijvm.faults.history.Send.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Everything that happened in one round, as those who took part saw it. Each event goes to a file
 * as well, so that a failure can be read afterwards.
 */
public final class History implements AutoCloseable {
  private record HandOver(String topic, long from, long to) {}

  private final LongSupplier clock;
  private final HistoryFile file;
  private final Map<Long, Send> sendOf = new ConcurrentHashMap<>();
  private final Queue<Send> sends = new ConcurrentLinkedQueue<>();
  private final Map<ChannelKey, ChannelHistory> channels = new ConcurrentHashMap<>();
  private final Queue<FaultWindow> windows = new ConcurrentLinkedQueue<>();
  private final Queue<HandOver> handOvers = new ConcurrentLinkedQueue<>();
  private final Queue<String> strangers = new ConcurrentLinkedQueue<>();
  private final Queue<String> errorFrames = new ConcurrentLinkedQueue<>();
  private final Queue<Finding> findings = new ConcurrentLinkedQueue<>();
  private final AtomicLong residentMax = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicInteger sessions = new AtomicInteger();

  /**
   * @param file where the events go
   * @param clock ms since 1970, the one that the nodes have too
   */
  public History(Path file, LongSupplier clock) throws IOException {
    this.clock = clock;
    this.file = new HistoryFile(file);
  }

  /** Before its bytes are sent: from now on the broker may deliver it. */
  public Send invoke(long firstId, int count, String topic, long dueAt, int node) {
    Send send = new Send(firstId, count, topic, dueAt, node, now());
    for (long id = firstId; id < send.endId(); id++) {
      sendOf.put(id, send);
    }
    sends.add(send);
    file.add(send.invokedAt(), "invoke", send);
    return send;
  }

  /** OK came: from now on the broker must deliver it. */
  public void ok(Send send) {
    send.end(Outcome.OK, now());
    acknowledged.addAndGet(send.count());
    file.add(send.endedAt(), "ok", send);
  }

  /** An error frame came. */
  public void failed(Send send, String frame) {
    send.end(Outcome.FAILED, now());
    errorFrames.add(frame);
    file.add(send.endedAt(), "fail " + frame, send);
  }

  /** No answer will come. */
  public void unknown(Send send, String why) {
    send.end(Outcome.UNKNOWN, now());
    file.add(send.endedAt(), "unknown " + why, send);
  }

  /** The broker has confirmed that this channel exists. */
  public void channelExists(ChannelKey key) {
    long now = now();
    channel(key).existsFrom(now);
    file.add(now, "channel", key);
  }

  /** A consumer is subscribed. */
  public ConsumerSession opened(ChannelKey channel, Duration messageTimeout) {
    ConsumerSession session =
        new ConsumerSession(sessions.incrementAndGet(), channel, messageTimeout, now());
    file.add(session.openedAt(), "consumer " + session.number(), channel);
    return session;
  }

  /** A consumer's connection has ended, by itself or by the broker. */
  public void closed(ConsumerSession session, String why) {
    session.close(now());
    file.add(session.closedAt(), "end of consumer " + session.number(), why);
  }

  /** A message came. Nothing if it is none of ours. */
  public Optional<Receipt> received(
      ConsumerSession session, String messageId, int attempt, byte[] body) {
    long now = now();
    Optional<StampedMessage> message = StampedMessage.decode(body);
    if (message.isEmpty() || isStrange(message.get(), session.channel())) {
      strangers.add(session.channel() + ": " + messageId + " " + message);
      file.add(now, "stranger", messageId + " " + message);
      return Optional.empty();
    }
    long id = message.get().id();
    Receipt receipt = new Receipt(session, id, messageId, attempt, now);
    channel(session.channel()).add(receipt);
    file.add(now, "got " + messageId, receipt);
    return Optional.of(receipt);
  }

  private boolean isStrange(StampedMessage message, ChannelKey channel) {
    return !message.topic().equals(channel.topic()) || !sendOf.containsKey(message.id());
  }

  /** FIN is about to be sent. */
  public void finished(Receipt receipt) {
    receipt.say(State.FINISHED, now(), 0);
    file.add(receipt.saidAt(), "fin", receipt);
  }

  /** REQ is about to be sent. */
  public void requeued(Receipt receipt, long delayMillis) {
    receipt.say(State.REQUEUED, now(), delayMillis);
    file.add(receipt.saidAt(), "req " + delayMillis, receipt);
  }

  /** TOUCH is about to be sent. */
  public void touched(Receipt receipt) {
    receipt.say(State.HELD, now(), 0);
    file.add(receipt.saidAt(), "touch", receipt);
  }

  /** FIN, REQ or TOUCH was refused. */
  public void refused(Receipt receipt, String frame) {
    receipt.say(State.REFUSED, now(), 0);
    errorFrames.add(frame);
    file.add(receipt.saidAt(), "refused", receipt);
  }

  /** An error frame that belongs to no message. */
  public void errorFrame(String who, String frame) {
    errorFrames.add(frame);
    file.add(now(), "error frame to " + who, frame);
  }

  /** A fault begins; closing the window heals it. */
  public FaultWindow fault(String name) {
    FaultWindow window = new FaultWindow(name, now(), this);
    windows.add(window);
    file.add(window.beganAt(), "FAULT", name);
    return window;
  }

  long healed(FaultWindow window) {
    long now = now();
    file.add(now, "HEALED", window.name());
    return now;
  }

  /** A partition of this topic has another owner, and had not at that time, ms since 1970. */
  void handedOver(String topic, long from) {
    HandOver handOver = new HandOver(topic, from, now());
    handOvers.add(handOver);
    file.add(handOver.to(), "handed over", topic);
  }

  /** A node's resident memory in bytes. */
  public void resident(long bytes) {
    residentMax.accumulateAndGet(bytes, Math::max);
  }

  /** Something that is wrong and that only the one who saw it can judge. */
  public void found(Invariant invariant, String text) {
    findings.add(new Finding(invariant, text));
    file.add(now(), "FOUND " + invariant, text);
  }

  /** Something to know when reading the file. */
  public void note(String text) {
    file.add(now(), "note", text);
  }

  /** Messages acknowledged so far. */
  public long acknowledgedCount() {
    return acknowledged.get();
  }

  /** How many messages this node has acknowledged from this time on, ms since 1970. */
  public long acknowledgedBy(int node, long from) {
    return sends.stream()
        .filter(send -> send.node() == node && send.isAcknowledged() && send.endedAt() >= from)
        .mapToLong(Send::count)
        .sum();
  }

  /** True if every message that was acknowledged has come to each channel that must have it. */
  public boolean isAllReceived() {
    return sends.stream().filter(Send::isAcknowledged).allMatch(this::isReceivedEverywhere);
  }

  private boolean isReceivedEverywhere(Send send) {
    for (ChannelHistory channel : channels.values()) {
      if (channel.isOwed(send)) {
        for (long id = send.firstId(); id < send.endId(); id++) {
          if (!channel.has(id)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  Collection<Send> sends() {
    return sends;
  }

  Send sendOf(long id) {
    return sendOf.get(id);
  }

  Collection<ChannelHistory> channels() {
    return channels.values();
  }

  /** True if a fault was there at any time from one instant to another. */
  boolean isFaulty(long from, long to) {
    return windows.stream().anyMatch(window -> window.touches(from, to));
  }

  /** True if a partition of this topic may have had two owners from one instant to another. */
  boolean isHandedOver(String topic, long from, long to) {
    return handOvers.stream()
        .anyMatch(each -> each.topic().equals(topic) && each.from() <= to && from <= each.to());
  }

  List<FaultWindow> windows() {
    return List.copyOf(windows);
  }

  List<String> strangers() {
    return List.copyOf(strangers);
  }

  List<String> errorFrames() {
    return List.copyOf(errorFrames);
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  long residentMax() {
    return residentMax.get();
  }

  private ChannelHistory channel(ChannelKey key) {
    return channels.computeIfAbsent(key, ChannelHistory::new);
  }

  private long now() {
    return clock.getAsLong();
  }

  /** Where the events are. */
  public Path path() {
    return file.path();
  }

  /** Deletes the file: nobody needs to read it. */
  public void delete() throws IOException {
    file.delete();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
