package io.herald.apps.cluster;

import akka.Done;
import java.util.concurrent.CompletionStage;

/** The partitions of this node, as far as the cluster cares; each placement has its own. */
public interface OwnedPartitions {
  /** How many there are. */
  int count();

  /** Gives them to other nodes before this one ends, where placement lets them move. */
  CompletionStage<Done> handOver();
}
