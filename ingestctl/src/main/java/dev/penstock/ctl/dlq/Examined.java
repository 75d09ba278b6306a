package dev.penstock.ctl.dlq;

import dev.penstock.model.deadletter.SourceCoordinates;
import dev.penstock.model.event.Event;
import dev.penstock.sink.triage.KnownLetter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Letters with their bytes, measured, some at a time.
final class Examined {

    private final LetterRecords records;
    private final Examination examination;

    Examined(LetterRecords records, Examination examination) {
        this.records = records;
        this.examination = examination;
    }

    /// Measures all letters.
    ///
    /// @throws SQLException when ClickHouse does not say what a table looks like
    Findings all(List<KnownLetter> letters) throws SQLException {
        Findings findings = new Findings();
        for (List<KnownLetter> chunk : Chunks.of(letters, Redriver.AT_ONCE)) {
            ready(chunk, findings);
        }
        return findings;
    }

    /// Those of some letters that fit now.
    ///
    /// @param findings takes what was found about each
    /// @throws SQLException when ClickHouse does not say what a table looks like
    List<Ready> ready(List<KnownLetter> letters, Findings findings) throws SQLException {
        Map<SourceCoordinates, ConsumerRecord<byte[], byte[]>> found = records.read(letters);
        List<Ready> ready = new ArrayList<>();
        for (KnownLetter letter : letters) {
            ConsumerRecord<byte[], byte[]> record = found.get(letter.source());
            byte[] value = record == null ? null : record.value();
            Finding finding = value == null
                    ? record == null
                            ? Finding.of(Outlook.GONE, "the topic does not have it any more")
                            : Finding.of(Outlook.UNREADABLE, "the record has no value")
                    : examination.of(value);
            findings.add(letter, finding);
            Event event = finding.event();
            if (event != null && value != null) {
                ready.add(new Ready(letter, event, value));
            }
        }
        return ready;
    }
}
