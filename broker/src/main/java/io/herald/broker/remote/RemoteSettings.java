package io.herald.broker.remote;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * Limits of what stands for partitions of other nodes; see reference.conf.
 *
 * @param appendDeadline how long an append waits for its answer
 * @param lateAnswers how long answers are waited for when the partition has ended
 * @param windowBytes of one partition's appends that may be on their way
 * @param windowCount how many appends that may be
 * @param checkInterval between two comparisons of what was sent and received
 */
record RemoteSettings(
    Duration appendDeadline,
    Duration lateAnswers,
    long windowBytes,
    int windowCount,
    Duration checkInterval) {

  static RemoteSettings of(Config system) {
    Config remote = system.getConfig("herald.remote");
    return new RemoteSettings(
        remote.getDuration("append-deadline"),
        remote.getDuration("late-answers"),
        remote.getBytes("append-window-bytes"),
        remote.getInt("append-window-count"),
        remote.getDuration("check-interval"));
  }
}
