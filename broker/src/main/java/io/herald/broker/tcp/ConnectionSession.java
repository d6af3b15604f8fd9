package io.herald.broker.tcp;

import akka.actor.typed.ActorRef;
import io.herald.broker.auth.PeerTls;
import io.herald.broker.channel.Consumer;
import io.herald.broker.session.AppendReply;
import io.herald.broker.session.ClientSettings;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ConnectionMessage.AuthAnswered;
import io.herald.broker.session.ConnectionMessage.ChannelMessage;
import io.herald.broker.session.ConnectionMessage.Disconnect;
import io.herald.broker.session.ConnectionMessage.Drain;
import io.herald.broker.session.ConnectionMessage.OpenFailed;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.session.ConnectionMessage.Subscribed;
import io.herald.broker.session.ConnectionMessage.TopicExpanded;
import io.herald.broker.session.ConnectionMessage.TopicOpened;
import io.herald.broker.session.FrameSlice;
import io.herald.broker.session.IdentifyReply;
import io.herald.broker.session.ReplyQueue;
import io.herald.broker.session.Settlement;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.topic.Topics;
import io.herald.protocol.command.ClientCommand;
import io.herald.protocol.command.ClientCommand.Auth;
import io.herald.protocol.command.ClientCommand.Cls;
import io.herald.protocol.command.ClientCommand.Fin;
import io.herald.protocol.command.ClientCommand.Identify;
import io.herald.protocol.command.ClientCommand.Nop;
import io.herald.protocol.command.ClientCommand.Rdy;
import io.herald.protocol.command.ClientCommand.Req;
import io.herald.protocol.command.ClientCommand.Sub;
import io.herald.protocol.command.ClientCommand.Touch;
import io.herald.protocol.command.CommandDecoder;
import io.herald.protocol.command.SessionPhase;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.error.ProtocolException;
import io.herald.protocol.frame.FrameEncoder;

/**
 * The commands of one connection and the messages it gets from the broker's actors. Knows nothing
 * of sockets: bytes come through {@link #received}, go out through {@link #outbound}. Everything a
 * chunk of input publishes to a topic becomes one append, everything it says of messages one
 * settlement.
 */
final class ConnectionSession implements ReplyQueue.Output {
  private static final byte[] HEARTBEAT = FrameEncoder.response("_heartbeat_");
  private static final byte[] CLOSE_WAIT = FrameEncoder.response("CLOSE_WAIT");

  private final ConnectionContext context;
  private final long id;
  private final ClientStats stats;
  private final ActorRef<ConnectionMessage> self;
  private final java.util.function.Consumer<ActorRef<?>> watch;
  private final Magic magic = new Magic();
  private final CommandDecoder decoder;
  private final ReplyQueue replies = new ReplyQueue();
  private final Publishing publishing;
  private final Authentication authentication;
  private final OutboundQueue outbound = new OutboundQueue();
  private final Upgrading upgrading;

  private ClientSettings client;
  private SessionPhase phase = SessionPhase.CONNECTED;

  /** Null before SUB. */
  private Subscription subscription;

  /** SUB has been sent on and not been answered. */
  private boolean subscribing;

  /** The client has sent a whole command. */
  private boolean commanded;

  private boolean closesWhenReplied;
  private boolean closing;

  /**
   * A connection that has just been accepted.
   *
   * @param watch makes sure that {@link #terminated} follows when an actor of another node ends
   */
  ConnectionSession(
      ConnectionContext context,
      long id,
      String remoteIp,
      ClientStats stats,
      ActorRef<ConnectionMessage> self,
      java.util.function.Consumer<ActorRef<?>> watch) {
    this.context = context;
    this.id = id;
    this.stats = stats;
    this.self = self;
    this.watch = watch;
    this.decoder = new CommandDecoder(context.limits());
    this.publishing = new Publishing(context, id, self, replies, stats);
    this.upgrading = new Upgrading(context, stats);
    this.authentication =
        new Authentication(context, self, replies, stats, remoteIp, this::peerTls);
    this.client = ClientSettings.defaults(context.settings(), remoteIp);
  }

  OutboundQueue outbound() {
    return outbound;
  }

  ClientSettings client() {
    return client;
  }

  /** Whether more bytes may be read from the socket. */
  boolean wantsInput() {
    return !isWaiting() && !closing && !closesWhenReplied && !publishing.isFull();
  }

  /** Whether the connection is to be closed as soon as {@link #outbound} is empty. */
  boolean isClosing() {
    return closing || (closesWhenReplied && replies.isEmpty());
  }

  /** Bytes have arrived; the array may be reused when this returns. */
  void received(byte[] array, int from, int to) {
    int rest = magic.accept(array, from, to);
    if (magic.isWrong()) {
      refuse(new ProtocolException(ErrorCode.E_BAD_PROTOCOL, ""));
      return;
    }
    decoder.feed(array, rest, to);
    execute();
  }

  /** The client will send no more; it may still wait for replies. */
  void inputEnded() {
    closesWhenReplied = true;
    if (phase != SessionPhase.CONNECTED) {
      closing = true;
    }
  }

  /** The connection is gone. */
  void ended() {
    publishing.ended();
    authentication.ended();
    if (subscription != null) {
      subscription.ended();
    }
  }

  /** Whether the client has sent a whole command yet. */
  boolean hasCommanded() {
    return commanded;
  }

  /** Whether the connection is to be wrapped as soon as {@link #outbound} is empty. */
  boolean isUpgradeDue() {
    return upgrading.isPending() && replies.isEmpty();
  }

  /** How the connection is to be wrapped; input goes on after it. */
  SocketWrite.Upgrade takeUpgrade() {
    return upgrading.take();
  }

  /** It is time to hear whether the client is alive. */
  void beat() {
    if (upgrading.isPending()) {
      return; // a frame here would reach the client in the middle of its handshake
    }
    outbound.add(new FrameSlice(HEARTBEAT, 0, HEARTBEAT.length, 0));
  }

  /** Whether a command's answer must come before the next command is looked at. */
  private boolean isWaiting() {
    return subscribing
        || publishing.isWaiting()
        || upgrading.isPending()
        || authentication.isWaiting();
  }

  /** Runs the commands that have arrived whole. */
  private void execute() {
    try {
      while (!isWaiting() && !closing && !closesWhenReplied) {
        ClientCommand command = decoder.next(phase);
        if (command == null) {
          break;
        }
        commanded = true;
        upgrading.check(command);
        execute(command);
      }
      publishing.send();
    } catch (ProtocolException breach) {
      publishing.send(); // what came before the breach stands
      refuse(breach);
    }
    sendSettlements();
    decoder.retain();
    replies.drainTo(this);
  }

  private void execute(ClientCommand command) throws ProtocolException {
    if (command instanceof Fin fin) {
      subscription.settle(Settlement.FINISH, fin.id(), 0);
    } else if (command instanceof ClientCommand.Publish publish) {
      if (authentication.admits(publish)) {
        publishing.accept(publish);
      }
    } else if (command instanceof Rdy rdy) {
      subscription.ready(rdy.count());
    } else if (command instanceof Req req) {
      subscription.settle(Settlement.REQUEUE, req.id(), req.delayMillis());
    } else if (command instanceof Touch touch) {
      subscription.settle(Settlement.TOUCH, touch.id(), 0);
    } else if (command instanceof Sub sub) {
      subscribe(sub);
    } else if (command instanceof Identify identify) {
      identify(identify);
    } else if (command instanceof Cls) {
      stopConsuming();
    } else if (command instanceof Auth auth) {
      authentication.accept(auth);
    } else if (!(command instanceof Nop)) {
      throw new AssertionError("unhandled " + command);
    }
  }

  private PeerTls peerTls() {
    return new PeerTls(stats.transport().tls(), upgrading.commonName());
  }

  private void identify(Identify identify) throws ProtocolException {
    client =
        IdentifyReply.negotiate(
            identify.array(),
            identify.from(),
            identify.length(),
            context.settings(),
            context.tls().isPresent(),
            client);
    stats.identity(client.identity());
    publishing.identified(client.identity().clientId());
    if (client.featureNegotiation()) {
      upgrading.begin(client.features(), decoder); // may refuse, and then there is no reply
      replies.ready(
          FrameEncoder.response(
              IdentifyReply.json(
                  client,
                  context.settings(),
                  context.version(),
                  context.authServers().isPresent())));
    } else {
      replies.ok();
    }
  }

  private void subscribe(Sub sub) throws ProtocolException {
    if (client.heartbeatMillis() == 0) {
      throw new ProtocolException(ErrorCode.E_INVALID, "cannot SUB with heartbeats disabled");
    }
    if (!authentication.admits(sub)) {
      return;
    }
    subscribing = true;
    Consumer consumer =
        new Consumer(
            id, self, stats, client.messageTimeoutMillis(), client.identity().sampleRate());
    subscription = new Subscription(context, sub, consumer, replies, outbound, watch);
    context.topics().tell(new Topics.Subscribe(sub.topic(), sub.channel(), consumer));
  }

  private void stopConsuming() {
    subscription.stop();
    enter(SessionPhase.CLOSING);
    replies.ready(CLOSE_WAIT);
  }

  private void enter(SessionPhase next) {
    phase = next;
    stats.phase(next);
  }

  private void sendSettlements() {
    if (subscription != null) {
      subscription.send();
    }
  }

  /** Bytes have gone to the socket. */
  void written() {
    if (subscription != null) {
      subscription.written();
    }
  }

  /** Whether {@link #turn} is to be called in a while. */
  boolean needsTurn() {
    return publishing.needsTurn() || (subscription != null && subscription.needsTurn());
  }

  /** Some time has passed. */
  void turn() {
    if (publishing.turn()) {
      execute();
    }
    if (subscription != null) {
      subscription.turn();
      subscription.send();
    }
  }

  /** An actor that was watched has ended. */
  void terminated(akka.actor.ActorRef actor) {
    subscription.terminated(actor);
    subscription.send();
  }

  /** One of the broker's actors says something. */
  void told(ConnectionMessage message) {
    if (message instanceof ChannelMessage ofChannel) {
      subscription.told(ofChannel);
      subscription.send();
      replies.drainTo(this);
    } else if (message instanceof AppendReply reply) {
      publishing.replied(reply);
      replies.drainTo(this);
      if (!closing && publishing.resume()) {
        execute();
      }
    } else if (message instanceof TopicOpened opened) {
      publishing.opened(opened.topic());
      publishing.resume();
      execute();
    } else if (message instanceof OpenFailed failed) {
      publishing.openFailed(failed.topic(), failed.reason());
      execute();
    } else if (message instanceof Subscribed subscribed) {
      onSubscribed(subscribed);
    } else if (message instanceof SubscribeFailed failed) {
      onSubscribeFailed(failed);
    } else if (message instanceof TopicExpanded expanded) {
      if (subscription != null) {
        subscription.expanded(expanded.topic(), expanded.partitions());
      }
    } else if (message instanceof AuthAnswered answered) {
      onAuthAnswered(answered);
    } else if (message == Disconnect.INSTANCE) {
      closing = true;
    } else if (message == Drain.INSTANCE) {
      drain();
    } else {
      throw new AssertionError("unhandled " + message);
    }
  }

  private void onSubscribed(Subscribed subscribed) {
    subscription.subscribed(subscribed);
    if (subscribing) { // SUB is answered when the first partition is there; others join
      subscribing = false;
      enter(SessionPhase.SUBSCRIBED);
      replies.ok();
    }
    execute();
  }

  private void onSubscribeFailed(SubscribeFailed failed) {
    if (subscribing) {
      refuse(new ProtocolException(ErrorCode.E_SUB_FAILED, "SUB failed " + failed.reason()));
    } else if (failed.isFinal()) {
      closing = true; // as for all who have subscribed to a channel that is deleted
    } else {
      subscription.refused(failed.partition());
    }
  }

  /** The command that the question to the auth servers has held up goes on. */
  private void onAuthAnswered(AuthAnswered answered) {
    try {
      ClientCommand held = authentication.answered(answered.grant());
      if (held != null) {
        execute(held);
        publishing.send(); // its body is a copy, not part of the next chunk
      }
    } catch (ProtocolException breach) {
      refuse(breach);
    }
    execute();
  }

  private void drain() {
    if (phase == SessionPhase.SUBSCRIBED) {
      stopConsuming();
      sendSettlements();
      replies.drainTo(this);
    } else if (phase == SessionPhase.CONNECTED) {
      closesWhenReplied = true;
    }
  }

  private void refuse(ProtocolException breach) {
    closesWhenReplied = true;
    if (!breach.isSilent()) {
      replies.ready(FrameEncoder.error(breach.getMessage()));
    }
    replies.drainTo(this);
  }

  private void sendFrame(byte[] frame) {
    outbound.add(new FrameSlice(frame, 0, frame.length, 0));
  }

  @Override
  public void send(byte[] array, int from, int to) {
    outbound.add(new FrameSlice(array, from, to, 0));
  }

  @Override
  public void fail(ErrorCode code, String reason) {
    sendFrame(FrameEncoder.error(code + " " + reason));
    closing = true;
  }
}
