package dev.penstock.ctl.dlq;

import dev.penstock.sink.triage.KnownLetter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a letter is shown.
final class LetterText {

    private LetterText() {}

    static Map<String, @Nullable Object> document(KnownLetter letter) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("source", letter.source());
        document.put("state", letter.state());
        document.put("group", letter.fingerprint());
        document.put("cause", letter.cause());
        document.put("column", letter.column());
        document.put("expected", letter.expected());
        document.put("actual", letter.actual());
        document.put("detail", letter.detail());
        document.put("org_id", letter.org());
        document.put("stream", letter.stream());
        document.put("definition_version", letter.definitionVersion());
        document.put("event_id", letter.eventId());
        document.put("event_name", letter.eventName());
        document.put("timestamp", letter.timestamp());
        document.put("received_at", letter.receivedAt());
        document.put("attempt", letter.attempt());
        document.put("first_seen", letter.firstSeen());
        document.put("last_seen", letter.lastSeen());
        document.put("letter", letter.letterPartition() + "/" + letter.letterOffset());
        document.put("actor", letter.actor());
        document.put("reason", letter.reason());
        return document;
    }
}
