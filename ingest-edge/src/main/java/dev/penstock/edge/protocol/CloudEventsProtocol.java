package dev.penstock.edge.protocol;

import dev.penstock.edge.decode.BodyForm;
import dev.penstock.edge.decode.BodyLayout;
import dev.penstock.edge.decode.EnvelopeField;
import dev.penstock.edge.decode.EnvelopeNames;
import dev.penstock.edge.stamp.FieldReading;
import dev.penstock.model.event.Protocol;
import dev.penstock.model.refusal.Refusal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// CloudEvents 1.0 over HTTP at `/v1/cloudevents`: structured and batched JSON, and binary mode; also as a webhook.
/// The binding says no status, so the answers are our own.
///
/// The only protocol whose `Content-Type` counts: it tells the three modes apart.
public final class CloudEventsProtocol implements ClientProtocol {

    private static final String PATH = "/v1/cloudevents";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String BINARY = "ce-";

    // An event is named by id and source together.
    private static final BodyForm ONE = BodyForm.of(EnvelopeNames.NOTHING
            .with(EnvelopeField.EVENT_ID, "id")
            .with(EnvelopeField.ID_SCOPE, "source")
            .with(EnvelopeField.EVENT_NAME, "type")
            .with(EnvelopeField.TIMESTAMP, "time")
            .with(EnvelopeField.TRACE_ID, "traceid"));

    private static final BodyForm MANY = ONE.in(new BodyLayout.Values(true));

    private final NativeProtocol ours;

    public CloudEventsProtocol(NativeProtocol ours) {
        this.ours = ours;
    }

    @Override
    public boolean owns(String path) {
        return path.equals(PATH);
    }

    /// The handshake of a webhook. Whoever asks may deliver, for each delivery has to bring a key.
    @Override
    public @Nullable Answer aside(RequestHead head, Instant now) {
        String origin = head.header("WebHook-Request-Origin");
        if (!head.method().equals("OPTIONS") || origin == null) {
            return null;
        }
        Map<String, String> headers = new HashMap<>(Map.of("Allow", "POST", "WebHook-Allowed-Origin", origin));
        if (head.header("WebHook-Request-Rate") != null) {
            headers.put("WebHook-Allowed-Rate", "*");
        }
        return new Answer(200, "", "", headers);
    }

    @Override
    public Protocol protocol() {
        return Protocol.CLOUDEVENTS;
    }

    @Override
    public FieldReading fields() {
        return FieldReading.LENIENT;
    }

    @Override
    public BodyForm form(RequestHead head) {
        String type = mediaType(head);
        if (type.equals(BATCH)) {
            return MANY;
        }
        return type.equals(STRUCTURED) ? ONE : ONE.in(new BodyLayout.Data(attributes(head), isJson(type)));
    }

    @Override
    public @Nullable String key(RequestHead head) {
        return BearerKey.of(head);
    }

    @Override
    public Destination destination(RequestHead head) {
        String type = mediaType(head);
        if (type.equals(STRUCTURED) || type.equals(BATCH)) {
            return new Destination.OfKey();
        }
        // A format of CloudEvents that is not spoken here is no data of a binary event.
        if (type.startsWith("application/cloudevents") || head.header(BINARY + "specversion") == null) {
            Objection objection = Objection.of(Refusal.UNSUPPORTED_FORMAT);
            return new Destination.Refused(objection.refusal(), objection.detail());
        }
        return new Destination.OfKey();
    }

    @Override
    public String sdk(RequestHead head) {
        return Objects.requireNonNullElse(head.header("X-Penstock-SDK"), "");
    }

    @Override
    public Acknowledgement acknowledgement(RequestHead head) {
        return ours.acknowledgement(head);
    }

    @Override
    public StoredAnswer whenStored(RequestHead head, Verdict verdict) {
        return ours.whenStored(head, verdict);
    }

    @Override
    public Answer refused(Objection objection, String requestId) {
        return ours.refused(objection, requestId);
    }

    @Override
    public Answer settled(RequestHead head, Verdict verdict) {
        return ours.settled(head, verdict);
    }

    /// The event of binary mode without its data, as structured mode would write it. In the order of the names, so that
    /// the same event sent again has the same bytes.
    private static String attributes(RequestHead head) {
        Map<String, String> attributes = new TreeMap<>();
        for (String name : head.headerNames()) {
            String value = head.header(name);
            if (isAttribute(name) && value != null) {
                attributes.put(name.substring(BINARY.length()).toLowerCase(Locale.ROOT), PercentText.decoded(value));
            }
        }
        String contentType = head.header("Content-Type");
        if (contentType != null && !contentType.isBlank()) {
            attributes.put("datacontenttype", contentType);
        }
        JsonText text = new JsonText().object();
        attributes.forEach((name, value) -> text.name(name).value(value));
        return text.endObject().toString();
    }

    /// Whether a header is an attribute: lower-case letters and digits after the prefix. What the data is called in
    /// structured mode, and its type, no header may say.
    private static boolean isAttribute(String header) {
        if (header.length() == BINARY.length() || !header.regionMatches(true, 0, BINARY, 0, BINARY.length())) {
            return false;
        }
        String name = header.substring(BINARY.length()).toLowerCase(Locale.ROOT);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.equals("data") && !name.equals("datacontenttype");
    }

    /// Without its parameters, in lower case; empty when there is none.
    private static String mediaType(RequestHead head) {
        String type = Objects.requireNonNullElse(head.header("Content-Type"), "");
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isJson(String type) {
        return type.isEmpty() || type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
    }
}
