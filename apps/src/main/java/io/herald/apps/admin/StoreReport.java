package io.herald.apps.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.persistence.journal.RepairReport;
import io.herald.persistence.journal.StoreCheck;
import java.io.PrintStream;

/** Prints what a {@link StoreCheck} finds: damage as it is found, then what was looked at. */
final class StoreReport {
  /** More are counted and not listed in JSON, which is printed at the end. */
  private static final int LISTED_MAX = 1000;

  private final PrintStream out;
  private final boolean isJson;
  private final ObjectNode json = new ObjectMapper().createObjectNode();
  private final ArrayNode listed = json.putArray("damage");
  private boolean isClean = true;

  StoreReport(PrintStream out, boolean isJson) {
    this.out = out;
    this.isJson = isJson;
  }

  boolean isClean() {
    return isClean;
  }

  void damaged(RepairReport damage) {
    isClean = false;
    if (!isJson) {
      out.println("damage: " + damage);
    } else if (listed.size() < LISTED_MAX) {
      listed
          .addObject()
          .put("kind", damage.kind().name().toLowerCase(java.util.Locale.ROOT))
          .put("persistence_id", damage.persistenceId())
          .put("file", damage.file().toString())
          .put("position", damage.position())
          .put("bytes", damage.bytes())
          .put("from_sequence_nr", damage.fromSequenceNr())
          .put("to_sequence_nr", damage.toSequenceNr());
    }
  }

  void end(StoreCheck.Summary seen) {
    if (isJson) {
      json.put("clean", isClean)
          .put("damaged_places", seen.damages())
          .put("logs", seen.logs())
          .put("files", seen.files())
          .put("records", seen.records())
          .put("bytes", seen.bytes())
          .put("snapshots", seen.snapshots())
          .put("waiting_batches", seen.waitingBatches());
      out.println(json);
      return;
    }
    out.println(
        "read %d records in %d files of %d logs (%d bytes), and %d snapshots"
            .formatted(seen.records(), seen.files(), seen.logs(), seen.bytes(), seen.snapshots()));
    if (seen.waitingBatches() > 0) {
      out.println(
          "%d batches in the commit log are written to their logs by the next start; damage at the"
                  .formatted(seen.waitingBatches())
              + " end of a log may be gone then");
    }
    out.println(isClean ? "nothing is damaged" : seen.damages() + " damaged places");
  }
}
