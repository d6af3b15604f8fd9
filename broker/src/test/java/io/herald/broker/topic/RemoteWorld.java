package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;

import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import akka.remote.RemoteActorRefProvider;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.herald.broker.remote.BrokerSerializer;
import io.herald.broker.remote.RemotePartition;
import io.herald.config.Settings;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;

/** A partition on one node, and another node that joins it over TCP; both in this JVM. */
final class RemoteWorld implements AutoCloseable {
  private static final String NODE =
      """
      akka {
        loglevel = WARNING
        log-dead-letters = off
        log-dead-letters-during-shutdown = off
        actor { provider = cluster, allow-java-serialization = off }
        remote.artery {
          transport = tcp
          canonical { hostname = "127.0.0.1", port = 0 }
        }
        cluster.jmx.enabled = off
        coordinated-shutdown {
          exit-jvm = off
          run-by-actor-system-terminate = off # a node that is closed here just ends
        }
      }
      """;

  /** The node with the partition. */
  final PartitionWorld owner;

  /** The other node. */
  final ActorTestKit other;

  private RemoteWorld(PartitionWorld owner, ActorTestKit other) {
    this.owner = owner;
    this.other = other;
  }

  static RemoteWorld start(Path directory, String... flags) {
    long frameBytesMax = BrokerSerializer.messageBytesMax(Settings.ofFlags(flags).broker());
    Config node =
        ConfigFactory.parseString(NODE)
            .withValue(
                "akka.remote.artery.advanced.maximum-frame-size",
                ConfigValueFactory.fromAnyRef(frameBytesMax));
    PartitionWorld owner =
        PartitionWorld.embedded(directory, "orders", PartitionWorld.Limits.WIDE, node, flags);
    ActorTestKit other =
        ActorTestKit.create("partition", node.withFallback(ConfigFactory.load()).resolve());
    Cluster first = Cluster.get(owner.kit.system());
    first.manager().tell(Join.create(first.selfMember().address()));
    await(() -> members(first) == 1);
    Cluster second = Cluster.get(other.system());
    second.manager().tell(Join.create(first.selfMember().address()));
    await(() -> members(first) == 2 && members(second) == 2);
    return new RemoteWorld(owner, other);
  }

  private static long members(Cluster cluster) {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> member.status().toString().equals("Up"))
        .count();
  }

  /** The partition as connections of the other node reach it. */
  ActorRef<TopicPartition.Command> remotePartition() {
    return other.spawn(RemotePartition.create(0, fromOther(owner.partition())));
  }

  /** An actor of the owner's node as the other node sees it. */
  <T> ActorRef<T> fromOther(ActorRef<T> actor) {
    String path = ActorRefResolver.get(owner.kit.system()).toSerializationFormat(actor);
    return ActorRefResolver.get(other.system()).resolveActorRef(path);
  }

  /** The other node is cut off without a word, and the cluster gives it up. */
  void cutOffOther() {
    Address address = Cluster.get(other.system()).selfMember().address();
    shutTransport(other);
    Cluster.get(owner.kit.system()).manager().tell(new Down(address));
  }

  /** The owner's node is cut off without a word, and the cluster gives it up. */
  void cutOffOwner() {
    Address address = Cluster.get(owner.kit.system()).selfMember().address();
    shutTransport(owner.kit);
    Cluster.get(other.system()).manager().tell(new Down(address));
  }

  private static void shutTransport(ActorTestKit kit) {
    ExtendedActorSystem system = (ExtendedActorSystem) Adapter.toClassic(kit.system());
    await(((RemoteActorRefProvider) system.provider()).transport().shutdown()::isCompleted);
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not come true within " + PATIENCE);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Override
  public void close() {
    other.shutdownTestKit();
    owner.close();
  }
}
