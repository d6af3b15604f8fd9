package io.herald.persistence.timeline;

import io.herald.persistence.serialization.CodecSerializer;
import io.herald.persistence.serialization.VarintReader;
import io.herald.persistence.serialization.VarintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes of timelines.
 *
 * <pre>
 *   TimelineNoted:1  entriesMax  count { clientId  remoteAddress }
 *                    count { offset - offset before (signed)  at - at before (signed)
 *                            happening  attempts  client }
 *   Timeline:1       count { TimelineNoted }
 * </pre>
 *
 * <p>{@code client} counts from 1 in the list of clients before; 0 = none.
 */
public final class TimelineSerializer extends CodecSerializer {
  /** Stands beside every record in the journal: never change it. */
  public static final int IDENTIFIER = 1_414_109;

  private static final int BYTES_PER_ENTRY = 5; // at least
  private static final int BYTES_PER_NOTE = 3; // at least
  private static final int BYTES_PER_CLIENT = 2; // at least

  private static final String NOTED = "TimelineNoted:1";
  private static final String STATE = "Timeline:1";
  private static final Map<Class<?>, String> MANIFESTS =
      Map.of(TimelineNoted.class, NOTED, Timeline.class, STATE);

  private record Client(String id, String address) {
    static final Client NONE = new Client("", "");

    static Client of(TimelineEntry entry) {
      return new Client(entry.clientId(), entry.remoteAddress());
    }
  }

  public TimelineSerializer() {
    super(IDENTIFIER);
  }

  @Override
  protected String manifestOf(Object object) {
    return MANIFESTS.get(object.getClass());
  }

  @Override
  protected byte[] encode(Object object) {
    VarintWriter out = new VarintWriter();
    if (object instanceof TimelineNoted noted) {
      encode(noted, out);
    } else if (object instanceof Timeline timeline) {
      out.unsigned(timeline.notes().size());
      timeline.notes().forEach(noted -> encode(noted, out));
    }
    return out.toByteArray();
  }

  private static void encode(TimelineNoted noted, VarintWriter out) {
    Map<Client, Integer> clients = new LinkedHashMap<>();
    for (TimelineEntry entry : noted.entries()) {
      Client client = Client.of(entry);
      if (!client.equals(Client.NONE)) {
        clients.putIfAbsent(client, clients.size() + 1);
      }
    }
    out.unsigned(noted.entriesMax());
    out.unsigned(clients.size());
    for (Client client : clients.keySet()) {
      out.text(client.id());
      out.text(client.address());
    }
    out.unsigned(noted.entries().size());
    long offset = 0;
    long at = 0;
    for (TimelineEntry entry : noted.entries()) {
      out.signed(entry.offset() - offset);
      out.signed(entry.atMillis() - at);
      out.unsigned(entry.happening().code());
      out.unsigned(entry.attempts());
      out.unsigned(clients.getOrDefault(Client.of(entry), 0));
      offset = entry.offset();
      at = entry.atMillis();
    }
  }

  @Override
  protected Object decode(String manifest, byte[] bytes) {
    VarintReader in = new VarintReader(bytes);
    Object decoded =
        switch (manifest) {
          case NOTED -> decodeNoted(in);
          case STATE -> decodeTimeline(in);
          default -> throw new IllegalArgumentException("unknown manifest");
        };
    in.expectEnd();
    return decoded;
  }

  private static Timeline decodeTimeline(VarintReader in) {
    List<TimelineNoted> notes = new ArrayList<>();
    for (int left = in.count(BYTES_PER_NOTE); left > 0; left--) {
      notes.add(decodeNoted(in));
    }
    return new Timeline(notes);
  }

  private static TimelineNoted decodeNoted(VarintReader in) {
    int entriesMax = Math.toIntExact(in.unsigned());
    List<Client> clients = new ArrayList<>();
    clients.add(Client.NONE);
    for (int left = in.count(BYTES_PER_CLIENT); left > 0; left--) {
      clients.add(new Client(in.text(), in.text()));
    }
    List<TimelineEntry> entries = new ArrayList<>();
    long offset = 0;
    long at = 0;
    for (int left = in.count(BYTES_PER_ENTRY); left > 0; left--) {
      offset += in.signed();
      at += in.signed();
      Happening happening = Happening.of(in.unsigned());
      int attempts = Math.toIntExact(in.unsigned());
      Client client = client(clients, in.unsigned());
      entries.add(
          new TimelineEntry(offset, at, happening, attempts, client.id(), client.address()));
    }
    return new TimelineNoted(entries, entriesMax);
  }

  private static Client client(List<Client> clients, long index) {
    if (index >= clients.size()) {
      throw new IllegalArgumentException("no client " + index);
    }
    return clients.get((int) index);
  }
}
