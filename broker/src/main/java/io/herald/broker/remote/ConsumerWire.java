package io.herald.broker.remote;

import akka.actor.typed.ActorRef;
import io.herald.broker.channel.Consumer;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.stats.ClientAuth;
import io.herald.broker.stats.ClientIdentity;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.stats.Transport;
import io.herald.protocol.command.SessionPhase;
import java.time.Instant;

/**
 * A consumer as it reaches a channel of another node. Its counters stay behind: the channel has
 * counters of its own for it, so /stats of the channel's node shows what that channel gave it.
 */
public final class ConsumerWire {
  private ConsumerWire() {}

  /** Writes a consumer. */
  public static void write(Consumer consumer, WireWriter out) {
    out.unsigned(consumer.id());
    out.ref(consumer.connection());
    out.unsigned(consumer.messageTimeoutMillis());
    out.unsigned(consumer.sampleRate());
    write(consumer.stats(), out);
  }

  /** Reads a consumer. */
  public static Consumer read(WireReader in) {
    long id = in.unsigned();
    ActorRef<ConnectionMessage> connection = in.ref();
    long messageTimeoutMillis = in.unsigned();
    int sampleRate = in.unsignedInt();
    return new Consumer(id, connection, stats(in), messageTimeoutMillis, sampleRate);
  }

  private static void write(ClientStats stats, WireWriter out) {
    out.text(stats.remoteAddress());
    out.signed(stats.connectedAt().toEpochMilli());
    ClientIdentity identity = stats.identity();
    out.text(identity.clientId());
    out.text(identity.hostname());
    out.text(identity.userAgent());
    out.unsigned(identity.sampleRate());
    out.text(identity.topologyZone());
    out.text(identity.topologyRegion());
    ClientAuth auth = stats.auth();
    out.flag(auth.authed());
    out.text(auth.identity());
    out.text(auth.identityUrl());
    Transport transport = stats.transport();
    out.flag(transport.tls());
    out.text(transport.tlsVersion());
    out.text(transport.cipherSuite());
    out.text(transport.negotiatedProtocol());
    out.flag(transport.mutual());
    out.flag(transport.snappy());
    out.flag(transport.deflate());
  }

  private static ClientStats stats(WireReader in) {
    String remoteAddress = in.text();
    Instant connectedAt = Instant.ofEpochMilli(in.signed());
    ClientIdentity identity =
        new ClientIdentity(in.text(), in.text(), in.text(), in.unsignedInt(), in.text(), in.text());
    ClientStats stats = new ClientStats(remoteAddress, identity, connectedAt);
    stats.auth(new ClientAuth(in.flag(), in.text(), in.text()));
    stats.transport(
        new Transport(in.flag(), in.text(), in.text(), in.text(), in.flag(), in.flag(), in.flag()));
    stats.phase(SessionPhase.SUBSCRIBED); // it would not be here otherwise
    return stats;
  }
}
