package dev.penstock.model.ledger;

import dev.penstock.model.topic.TopicId;
import java.time.Instant;
import java.util.List;

/// A line of the ledger. A later line under the same key takes the place of an earlier one as a whole, so a line that
/// is written again counts nothing twice.
public sealed interface LedgerRecord {

    /// In the order they were counted.
    List<LedgerCount> counts();

    /// What one edge counted in a minute, as of now. It is written before the minute begins, without counts: an edge
    /// that dies leaves a minute that it never closed, of which nobody can know all.
    ///
    /// @param instance names the edge; 1 to 200 characters, no slash
    /// @param boot names this run of it, so that it never takes the place of what an earlier run counted
    /// @param minute its beginning
    /// @param closed whether every event of the minute is counted
    record EdgeMinute(String instance, String boot, Instant minute, boolean closed, List<LedgerCount> counts)
            implements LedgerRecord {

        private static final int MAX_NAME = 200;

        public EdgeMinute {
            if (!isName(instance) || !isName(boot)) {
                throw new IllegalArgumentException("an edge and its run are named by 1 to " + MAX_NAME
                        + " characters without a slash: '" + instance + "', '" + boot + "'");
            }
            counts = List.copyOf(counts);
        }

        private static boolean isName(String name) {
            return !name.isEmpty() && name.length() <= MAX_NAME && name.indexOf('/') < 0;
        }
    }

    /// What became of the records of one batch of a writer. A batch that is made again begins at the same offset.
    ///
    /// @param topic the id of `events`
    /// @param first offset of its first record
    /// @param last offset of its last record, inclusive
    record WriterBatch(TopicId topic, int partition, long first, long last, List<LedgerCount> counts)
            implements LedgerRecord {

        public WriterBatch {
            if (partition < 0 || first < 0 || last < first) {
                throw new IllegalArgumentException(
                        "no batch of partition " + partition + " goes from " + first + " to " + last);
            }
            counts = List.copyOf(counts);
        }
    }
}
