package io.herald.multijvm.faults;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.protocol.internal.util.Bytes;
import io.herald.multijvm.Await;
import io.herald.multijvm.CassandraProcess;
import io.herald.persistence.timeline.TimelineNoted;
import io.herald.persistence.timeline.TimelineSerializer;
import io.herald.protocol.message.MessageId;
import java.io.NotSerializableException;

/**
 * What Cassandra itself holds of timelines: what is said of a message may wait to be stored for a
 * moment, and a kill may take that.
 */
final class StoredTimeline {
  private static final String NOTES = "SELECT event, ser_id, ser_manifest FROM %s.messages";

  private final CassandraProcess cassandra;
  private final String keyspace;

  StoredTimeline(CassandraProcess cassandra, String keyspace) {
    this.cassandra = cassandra;
    this.keyspace = keyspace;
  }

  /** Waits until so many entries about a message are stored. */
  void await(String id, int entries) throws Exception {
    long offset = MessageId.offset(Long.parseLong(id, 16));
    try (CqlSession session = cassandra.session()) {
      Await.until(
          entries + " stored entries about " + id,
          PartedTopic.LIMIT,
          () -> count(session, offset) >= entries);
    }
  }

  private long count(CqlSession session, long offset) throws NotSerializableException {
    TimelineSerializer serializer = new TimelineSerializer();
    long count = 0;
    for (Row row : session.execute(NOTES.formatted(keyspace))) {
      if (row.getInt("ser_id") == TimelineSerializer.IDENTIFIER) {
        byte[] bytes = Bytes.getArray(row.getByteBuffer("event"));
        Object event = serializer.fromBinary(bytes, row.getString("ser_manifest"));
        TimelineNoted noted = (TimelineNoted) event;
        count += noted.entries().stream().filter(entry -> entry.offset() == offset).count();
      }
    }
    return count;
  }
}
