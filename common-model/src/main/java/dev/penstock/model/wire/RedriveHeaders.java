package dev.penstock.model.wire;

import dev.penstock.model.deadletter.Redrive;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The headers of an event that was a dead letter and stands in `events` again, all of them UTF-8 text, so that any
/// Kafka tool shows them. The key and the value are those of any event.
///
/// The header [ParkedHeaders#LIFTED_AT] goes with them: the revision of the control topic from which on it may be
/// read, which is the one it was found to fit at.
public final class RedriveHeaders {

    /// Header that says which attempt it is, and by being there that the record is no new event.
    public static final String ATTEMPT = "penstock-redrive-attempt";

    private static final String SOURCE = "penstock-redrive-source";
    private static final String RUN = "penstock-redrive-run";

    private static final int FIRST = 1;

    private RedriveHeaders() {}

    /// The headers by name, in a fixed order.
    public static Map<String, byte[]> encode(Redrive redrive) {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put(ATTEMPT, HeaderText.utf8(Integer.toString(redrive.attempt())));
        headers.put(SOURCE, HeaderText.utf8(redrive.source().toString()));
        headers.put(RUN, HeaderText.utf8(redrive.run()));
        return headers;
    }

    /// Reads the value of [#ATTEMPT]; 1 when it is no attempt.
    public static int attempt(byte[] value) {
        try {
            return Math.max(FIRST, Integer.parseInt(new String(value, StandardCharsets.UTF_8)));
        } catch (NumberFormatException e) {
            return FIRST;
        }
    }
}
