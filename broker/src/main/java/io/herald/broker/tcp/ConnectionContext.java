package io.herald.broker.tcp;

import akka.actor.typed.ActorRef;
import io.herald.broker.auth.AuthServers;
import io.herald.broker.session.PublishBudget;
import io.herald.broker.stats.BrokerStats;
import io.herald.broker.tls.ServerTls;
import io.herald.broker.topic.TopicDirectory;
import io.herald.broker.topic.Topics;
import io.herald.config.BrokerSettings;
import io.herald.protocol.command.ProtocolLimits;
import java.util.Optional;

/**
 * What all connections of a node share.
 *
 * @param settings limits and defaults
 * @param version the nsqd release that IDENTIFY's reply names
 * @param directory the topics that are open
 * @param topics opens topics and takes subscriptions
 * @param stats the node's counters
 * @param budget bytes of publishes the whole node may hold that are not stored yet
 * @param connections those that are open
 * @param requiresTls whether commands other than IDENTIFY need TLS
 * @param tls TLS, if it is on offer
 * @param authServers who may do what; empty: everybody may do everything
 */
public record ConnectionContext(
    BrokerSettings settings,
    String version,
    TopicDirectory directory,
    ActorRef<Topics.Command> topics,
    BrokerStats stats,
    PublishBudget budget,
    Connections connections,
    boolean requiresTls,
    Optional<ServerTls> tls,
    Optional<AuthServers> authServers) {

  ProtocolLimits limits() {
    return new ProtocolLimits(
        settings.maxLineSize(),
        settings.maxMsgSize(),
        settings.maxBodySize(),
        settings.maxRdyCount(),
        settings.maxReqTimeout().toMillis());
  }
}
