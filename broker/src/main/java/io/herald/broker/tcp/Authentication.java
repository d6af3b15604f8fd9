package io.herald.broker.tcp;

import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.broker.auth.AuthGrant;
import io.herald.broker.auth.AuthQuery;
import io.herald.broker.auth.AuthServers;
import io.herald.broker.auth.PeerTls;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ConnectionMessage.AuthAnswered;
import io.herald.broker.session.ReplyQueue;
import io.herald.broker.stats.ClientAuth;
import io.herald.broker.stats.ClientStats;
import io.herald.protocol.command.ClientCommand;
import io.herald.protocol.command.ClientCommand.Auth;
import io.herald.protocol.command.ClientCommand.Dpub;
import io.herald.protocol.command.ClientCommand.Mpub;
import io.herald.protocol.command.ClientCommand.Sub;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.error.ProtocolException;
import io.herald.protocol.frame.FrameEncoder;
import io.herald.protocol.name.TopicName;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * AUTH of one connection: what its client may do, and until when (NSQ protocol, AUTH). While the
 * auth servers are asked, the connection executes nothing; a command that came when the last answer
 * had run out is held until there is a new one.
 *
 * <pre>
 * nobody ──AUTH──► asking ──grant──► granted ──a command after the ttl──► asking …
 *                     └──no grant──► refused: the connection ends
 * </pre>
 */
final class Authentication {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of so many topics it is remembered that they may be published to. */
  private static final int TOPICS_MAX = 64;

  private final AuthServers servers;
  private final ActorRef<ConnectionMessage> self;
  private final ReplyQueue replies;
  private final ClientStats stats;
  private final String remoteIp;
  private final Supplier<PeerTls> tls;
  private final Set<TopicName> topics = new HashSet<>();

  private byte[] secret;
  private AuthGrant grant;
  private long expiresNanos;

  /** The question that is out; null if none is. */
  private CompletableFuture<AuthGrant> question;

  /** The command that waits for a new answer; null if it is AUTH that waits. */
  private ClientCommand held;

  /** AUTH's reply. */
  private record Reply(
      @JsonProperty("identity") String identity,
      @JsonProperty("identity_url") String identityUrl,
      @JsonProperty("permission_count") int permissionCount) {}

  Authentication(
      ConnectionContext context,
      ActorRef<ConnectionMessage> self,
      ReplyQueue replies,
      ClientStats stats,
      String remoteIp,
      Supplier<PeerTls> tls) {
    this.servers = context.authServers().orElse(null);
    this.self = self;
    this.replies = replies;
    this.stats = stats;
    this.remoteIp = remoteIp;
    this.tls = tls;
  }

  /** Whether the auth servers are being asked. */
  boolean isWaiting() {
    return question != null;
  }

  /** AUTH: asks with the secret of its body. */
  void accept(Auth auth) throws ProtocolException {
    if (grant != null) {
      throw new ProtocolException(ErrorCode.E_INVALID, "AUTH already set");
    }
    if (servers == null) {
      throw new ProtocolException(ErrorCode.E_AUTH_DISABLED, "AUTH disabled");
    }
    if (auth.length() > servers.secretBytesMax()) {
      throw new ProtocolException(
          ErrorCode.E_BAD_BODY,
          "AUTH body too big " + auth.length() + " > " + servers.secretBytesMax());
    }
    secret = Arrays.copyOfRange(auth.array(), auth.from(), auth.from() + auth.length());
    ask();
  }

  /** Whether the command may be executed now; if not, it is held. */
  boolean admits(ClientCommand.Publish publish) throws ProtocolException {
    if (servers == null) {
      return true;
    }
    requireAuth(publish);
    if (isExpired()) {
      hold(publish.copied());
      return false;
    }
    TopicName topic = publish.topic();
    if (!topics.contains(topic)) {
      if (!grant.allowsPublish(topic.value())) {
        throw unauthorized(publish, topic.value(), "");
      }
      remember(topic);
    }
    return true;
  }

  /** Whether the command may be executed now; if not, it is held. */
  boolean admits(Sub sub) throws ProtocolException {
    if (servers == null) {
      return true;
    }
    requireAuth(sub);
    if (isExpired()) {
      hold(sub);
      return false;
    }
    if (!grant.allowsSubscribe(sub.topic().value(), sub.channel().value())) {
      throw unauthorized(sub, sub.topic().value(), sub.channel().value());
    }
    return true;
  }

  private void requireAuth(ClientCommand command) throws ProtocolException {
    if (grant == null) {
      throw new ProtocolException(ErrorCode.E_AUTH_FIRST, "AUTH required before " + word(command));
    }
  }

  private boolean isExpired() {
    return System.nanoTime() - expiresNanos > 0;
  }

  private void remember(TopicName topic) {
    if (topics.size() == TOPICS_MAX) {
      topics.clear();
    }
    topics.add(topic);
  }

  private void hold(ClientCommand command) {
    held = command;
    ask();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // to tell an actor cannot fail
  private void ask() {
    CompletableFuture<AuthGrant> asked = servers.query(new AuthQuery(remoteIp, tls.get(), secret));
    question = asked;
    asked.whenComplete(
        (answer, failure) -> {
          if (!asked.isCancelled()) {
            self.tell(new AuthAnswered(Optional.ofNullable(answer)));
          }
        });
  }

  /**
   * The auth servers have answered. Gives the command that may be tried again; null if it was AUTH
   * that waited, which has its reply then. The client is not told why the servers failed.
   */
  ClientCommand answered(Optional<AuthGrant> given) throws ProtocolException {
    question = null;
    AuthGrant answer =
        given.orElseThrow(() -> new ProtocolException(ErrorCode.E_AUTH_FAILED, "AUTH failed"));
    grant = answer;
    expiresNanos = System.nanoTime() + answer.ttl().toNanos();
    topics.clear();
    boolean isAuthed = answer.permissionCount() > 0;
    stats.auth(new ClientAuth(isAuthed, answer.identity(), answer.identityUrl()));
    if (held != null) {
      ClientCommand command = held;
      held = null;
      return command;
    }
    if (!isAuthed) {
      throw new ProtocolException(ErrorCode.E_UNAUTHORIZED, "AUTH no authorizations found");
    }
    replies.ready(FrameEncoder.response(json(answer)));
    return null;
  }

  /** The connection is gone; nobody waits for an answer. */
  void ended() {
    if (question != null) {
      question.cancel(false);
    }
  }

  private static ProtocolException unauthorized(
      ClientCommand command, String topic, String channel) {
    return new ProtocolException(
        ErrorCode.E_UNAUTHORIZED,
        "AUTH failed for " + word(command) + " on \"" + topic + "\" \"" + channel + "\"");
  }

  private static String word(ClientCommand command) {
    if (command instanceof Sub) {
      return "SUB";
    }
    if (command instanceof Mpub) {
      return "MPUB";
    }
    return command instanceof Dpub ? "DPUB" : "PUB";
  }

  private static byte[] json(AuthGrant grant) {
    try {
      return JSON.writeValueAsBytes(
          new Reply(grant.identity(), grant.identityUrl(), grant.permissionCount()));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
