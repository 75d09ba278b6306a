package dev.penstock.local.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32;

/// One event as the client sends it. Its bytes are made once: a retry sends the same id, the same time, the same
/// bytes.
final class DemoEvent {

    private final UUID id;
    private final String kind;
    private final byte[] json;

    private DemoEvent(UUID id, String kind, byte[] json) {
        this.id = id;
        this.kind = kind;
        this.json = json;
    }

    static DemoEvent of(Webhook webhook, UUID id, String traceId, Instant at) {
        // Nothing here needs escaping: ids, RFC 3339 times, and a kind that Webhook has checked.
        String head = "{\"event_id\":\"" + id + "\",\"event_name\":\"" + webhook.kind() + "\",\"timestamp\":\"" + at
                + "\",\"sent_at\":\"" + at + "\",\"trace_id\":\"" + traceId + "\",\"payload\":";
        ByteArrayOutputStream json = new ByteArrayOutputStream(head.length() + webhook.body().length + 1);
        json.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        json.writeBytes(webhook.body());
        json.write('}');
        return new DemoEvent(id, webhook.kind(), json.toByteArray());
    }

    UUID id() {
        return id;
    }

    String kind() {
        return kind;
    }

    /// The same array every time; not to be changed.
    byte[] json() {
        return json;
    }

    Fingerprint fingerprint() {
        return Fingerprint.of(json);
    }

    /// What is kept of an event after it was sent: enough to see one changed byte in what was stored.
    record Fingerprint(int length, long crc32) {

        static Fingerprint of(byte[] bytes) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            return new Fingerprint(bytes.length, crc.getValue());
        }
    }
}
