package io.herald.broker.seek;

import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.Asker;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.request.PartitionRequest;
import io.herald.protocol.name.ChannelName;
import java.util.List;
import java.util.OptionalLong;

/**
 * Moves a channel; answered with {@link Sought}.
 *
 * @param partition in which one, {@link PartitionRequest#ALL} = in every one
 * @param offsets where it is to go on; a partition that is not named does nothing
 * @param dryRun changes nothing and only answers what would happen
 */
public record SeekChannel(
    ChannelName channel, int partition, List<PartitionOffset> offsets, boolean dryRun)
    implements PartitionRequest {
  @Override
  public void handle(PartitionAccess access, Asker asker) {
    int index = access.id().index();
    OptionalLong offset = PartitionOffset.of(index, offsets);
    if (offset.isEmpty()) {
      asker.refuse(Reason.INVALID, "partition " + index + " has been added meanwhile");
      return;
    }
    MoveChannel move = new MoveChannel(channel, offset.getAsLong(), dryRun);
    if (dryRun) {
      access.ask(move, asker);
    } else {
      access.seek(move, asker);
    }
  }
}
