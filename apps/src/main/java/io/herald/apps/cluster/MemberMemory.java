package io.herald.apps.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.Member;
import akka.cluster.typed.Subscribe;
import io.herald.config.Endpoint;
import io.herald.lookup.registry.Lookup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the addresses of the other nodes in {@code DIR/cluster-members}, one a line, so that a node
 * finds them again after a restart. Without that, the node the others were started with as their
 * seed, which has none itself, would come back as a cluster of its own.
 */
final class MemberMemory extends AbstractOnMessageBehavior<MemberEvent> {
  private static final String FILE = "cluster-members";

  private final Cluster cluster;
  private final Path file;

  /** Begins to write down who is there. */
  static void start(ActorSystem<?> system, Path directory) {
    system.systemActorOf(
        create(directory),
        "herald-member-memory",
        Props.empty().withDispatcherFromConfig(Lookup.DISPATCHER));
  }

  /** Who was there when this node was last in a cluster; nobody if that cannot be read. */
  static List<Endpoint> read(Path directory) {
    try {
      return Files.readAllLines(directory.resolve(FILE)).stream().map(Endpoint::parse).toList();
    } catch (IOException | IllegalArgumentException unknown) {
      return List.of();
    }
  }

  private static Behavior<MemberEvent> create(Path directory) {
    return Behaviors.setup(context -> new MemberMemory(context, directory));
  }

  private MemberMemory(ActorContext<MemberEvent> context, Path directory) {
    super(context);
    context.setLoggerName(MemberMemory.class);
    this.cluster = Cluster.get(context.getSystem());
    this.file = directory.resolve(FILE);
    akka.cluster.typed.Cluster.get(context.getSystem())
        .subscriptions()
        .tell(Subscribe.create(context.getSelf(), MemberEvent.class));
  }

  @Override
  public Behavior<MemberEvent> onMessage(MemberEvent event) {
    List<Address> members = new ArrayList<>();
    for (Member member : cluster.state().getMembers()) {
      members.add(member.address());
    }
    // A node that was removed sees nobody, and must find the others when it comes back.
    if (members.remove(cluster.selfAddress())) {
      write(members.stream().map(ClusterSight::endpoint).sorted().toList());
    }
    return this;
  }

  private void write(List<String> others) {
    try {
      Path written = Files.write(file.resolveSibling(FILE + ".new"), others);
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      getContext().getLog().warn("cannot write {}: {}", file, failure.toString());
    }
  }
}
