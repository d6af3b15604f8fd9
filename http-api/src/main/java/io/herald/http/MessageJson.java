package io.herald.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.inspect.ChannelTrace;
import io.herald.broker.inspect.StoredMessage;
import io.herald.broker.inspect.TraceEvent;
import io.herald.protocol.message.MessageId;
import java.io.IOException;
import java.util.Locale;

/** Fields of a message, and of where it is, as trace and peek show them. */
final class MessageJson {
  private static final String UNKNOWN = "unknown";

  /** Enough to recognize a message by, little enough for a thousand of them. */
  private static final int PREVIEW_BYTES = 1024;

  private MessageJson() {}

  /** How much of bodies is to be shown: the parameter {@code body}. */
  static int bodyBytes(QueryParameters query) {
    return switch (query.find("body").orElse("preview")) {
      case "preview" -> PREVIEW_BYTES;
      case "full" -> Integer.MAX_VALUE;
      case "none" -> 0;
      default -> throw new HttpError(400, "INVALID_ARG_BODY - body is one of preview, full, none");
    };
  }

  /** What is stored of it. */
  static void writeStored(JsonGenerator json, StoredMessage message) throws IOException {
    json.writeStringField("id", MessageId.toString(message.id()));
    json.writeNumberField("partition", MessageId.partition(message.id()));
    json.writeNumberField("offset", MessageId.offset(message.id()));
    JsonTime.writeNanos(json, "published_at", message.timestampNanos());
    json.writeNumberField("timestamp", message.timestampNanos());
    String publisher = message.publishedBy();
    json.writeStringField("published_by", publisher.isEmpty() ? UNKNOWN : publisher);
    if (message.audience().isPresent()) {
      json.writeStringField("only_for", message.audience().get().value());
    }
    if (message.dueMillis() > 0) {
      JsonTime.writeMillis(json, "published_for", message.dueMillis());
    }
    json.writeNumberField("size", message.bodyBytes());
    BodyText.write(json, message.body(), message.bodyBytes());
  }

  /** Where it is in a channel. */
  static void writeState(JsonGenerator json, ChannelTrace trace) throws IOException {
    json.writeStringField("state", trace.state().name().toLowerCase(Locale.ROOT));
    switch (trace.state()) {
      case WAITING, FETCHING, BURYING -> json.writeNumberField("attempts", trace.attempts());
      case DEFERRED -> {
        json.writeNumberField("attempts", trace.attempts());
        JsonTime.writeMillis(json, "deferred_until", trace.untilMillis());
      }
      case IN_FLIGHT -> {
        json.writeNumberField("attempts", trace.attempts());
        json.writeStringField("client_id", trace.clientId());
        json.writeStringField("hostname", trace.hostname());
        json.writeStringField("remote_address", trace.remoteAddress());
        JsonTime.writeMillis(json, "since", trace.sinceMillis());
        JsonTime.writeMillis(json, "deadline", trace.untilMillis());
      }
      case FINISHED -> writeFinished(json, trace);
      case DEAD_LETTERED, EXPIRED -> {} // all that is remembered
      case UNREAD, HELD, BEFORE_START, NOT_FOR_IT -> {} // nothing has happened to it here
    }
  }

  /** It is noted only of messages that are traced, so that a FIN costs nothing. */
  private static void writeFinished(JsonGenerator json, ChannelTrace trace) throws IOException {
    TraceEvent last = null;
    for (TraceEvent event : trace.timeline()) {
      last = event.isFinish() ? event : last;
    }
    if (last == null) {
      json.writeStringField("finished_at", UNKNOWN);
      json.writeStringField("finished_by", UNKNOWN);
    } else {
      json.writeNumberField("attempts", last.attempts());
      JsonTime.writeMillis(json, "finished_at", last.atMillis());
      json.writeStringField("finished_by", last.clientId() + " at " + last.remoteAddress());
    }
  }

  /** What has happened to it in a channel, if it is traced. */
  static void writeTimeline(JsonGenerator json, ChannelTrace trace) throws IOException {
    if (trace.timeline().isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("timeline");
    for (TraceEvent event : trace.timeline()) {
      json.writeStartObject();
      JsonTime.writeMillis(json, "at", event.atMillis());
      json.writeStringField("event", event.what());
      json.writeNumberField("attempts", event.attempts());
      if (!event.remoteAddress().isEmpty()) {
        json.writeStringField("client_id", event.clientId());
        json.writeStringField("remote_address", event.remoteAddress());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
