package dev.penstock.edge.decode;

import dev.penstock.model.event.Payload;
import dev.penstock.model.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Splits a body into events, whatever its `Content-Type` says: by its content it is
///
/// - an array, which is sound as a whole or not at all;
/// - lines of JSON (NDJSON), where a bad line is that line's rejection and the others live;
/// - one object, or several one after another, over as many lines as they like; sound as a whole or not at all.
///
/// A body is lines when its first value ends on its first line and more lines follow, or when the first value is
/// broken and the second line begins an object of its own. So an object that is written over several lines is one
/// event even if a line within it begins with a brace. Among lines, too, an object may go on over several of them,
/// as long as nothing before it is broken; after that each line is judged alone. A line is taken whole or rejected
/// whole.
///
/// Thread-safe; each thread keeps a scanner for itself.
public final class BodyReader {

    // What an outer object shares with its events is written into each of them, thousands of times. So much of it is
    // as harmless as the largest body.
    private static final long MOST_COPIED = 20L * 1024 * 1024;

    private final DecodeLimits limits;
    private final long mostCopied;
    private final ThreadLocal<JsonScanner> scanners;

    public BodyReader(DecodeLimits limits) {
        this(limits, MOST_COPIED);
    }

    /// Makes a reader that writes less of what events share.
    ///
    /// @param mostCopied bytes of events that are written anew in one body; above it, [Refusal#BODY_TOO_LARGE]
    public BodyReader(DecodeLimits limits, long mostCopied) {
        this.mostCopied = Math.min(mostCopied, MOST_COPIED);
        this.limits = limits;
        this.scanners = ThreadLocal.withInitial(() -> new JsonScanner(limits));
    }

    /// Reads the first `length` bytes of `body`, which nobody may change afterwards: payloads are views of it.
    public BodyReading read(byte[] body, int length, EventVisitor visitor) {
        return read(body, length, BodyForm.NATIVE, visitor);
    }

    /// Reads a body in the form that its protocol gives it.
    public BodyReading read(byte[] body, int length, BodyForm form, EventVisitor visitor) {
        JsonScanner scanner = scanners.get();
        scanner.reads(form.names());
        if (form.secret() != null) {
            SecretMask.apply(body, length, form.secret());
        }
        DefaultedEnvelope envelope = new DefaultedEnvelope(scanner, form.defaults());
        Reading reading = new Reading(scanner, envelope, body, length, visitor);
        return switch (form.layout()) {
            case BodyLayout.Values values -> reading.read(values.emptyArray());
            case BodyLayout.Member member -> reading.member(member);
            case BodyLayout.Data data -> reading.data(data);
        };
    }

    /// The text of a member of the object that a body is; null when it is no object, is broken, or has no such text.
    ///
    /// @param array a member that may be a large array, and is not looked into
    public @Nullable String member(byte[] body, int length, String array, String name) {
        int start = JsonScanner.skipWhitespace(body, 0, length);
        if (start == length || body[start] != '{') {
            return null;
        }
        OuterObject outer = new OuterObject(scanners.get(), body, length, limits.tokens(), List.of(array, name));
        return outer.walk(start) && outer.isText(1) ? outer.text(1) : null;
    }

    private final class Reading {

        private final JsonScanner scanner;
        private final DefaultedEnvelope envelope;
        private final byte[] body;
        private final int length;
        private final EventVisitor visitor;
        private int events;
        private boolean acrossLines;
        private boolean emptyArray;
        private List<byte[]> shared = List.of();
        private long copied;
        private boolean full;

        Reading(JsonScanner scanner, DefaultedEnvelope envelope, byte[] body, int length, EventVisitor visitor) {
            this.scanner = scanner;
            this.envelope = envelope;
            this.body = body;
            this.length = length;
            this.visitor = visitor;
        }

        BodyReading read(boolean mayBeEmptyArray) {
            emptyArray = mayBeEmptyArray;
            int start = JsonScanner.skipWhitespace(body, 0, length);
            if (start == length) {
                return empty();
            }
            if (body[start] == '[') {
                return array(start);
            }
            int end = scanner.scan(body, start, length);
            if (end != JsonScanner.FAULT && JsonScanner.skipWhitespace(body, end, length) == length) {
                take(start, end);
                return new BodyReading.Complete(events);
            }
            acrossLines = end != JsonScanner.FAULT;
            return isLines(start, end) ? lines(start) : sequence(start);
        }

        private boolean isLines(int start, int end) {
            int lineEnd = lineEnd(start);
            int second = JsonScanner.skipWhitespace(body, lineEnd, length);
            if (second == length) {
                return false;
            }
            return end == JsonScanner.FAULT ? body[second] == '{' : end <= lineEnd;
        }

        private BodyReading array(int start) {
            int at = JsonScanner.skipWhitespace(body, start + 1, length);
            if (at < length && body[at] == ']') {
                if (!isOnlyWhitespace(at + 1)) {
                    return refused(ScanFault.TRAILING_DATA, at + 1);
                }
                return emptyArray ? new BodyReading.Complete(0) : empty();
            }
            while (true) {
                int end = scanner.scan(body, at, length);
                if (end == JsonScanner.FAULT) {
                    return refused(scanner.fault(), scanner.faultOffset());
                }
                if (!take(at, end)) {
                    return tooMany();
                }
                if (full || copied > mostCopied) {
                    return tooMuch();
                }
                at = JsonScanner.skipWhitespace(body, end, length);
                if (at == length) {
                    return refused(ScanFault.UNEXPECTED_END, length);
                }
                if (body[at] == ']') {
                    return isOnlyWhitespace(at + 1)
                            ? new BodyReading.Complete(events)
                            : refused(ScanFault.TRAILING_DATA, JsonScanner.skipWhitespace(body, at + 1, length));
                }
                if (body[at] != ',') {
                    return refused(ScanFault.UNEXPECTED_BYTE, at);
                }
                at = JsonScanner.skipWhitespace(body, at + 1, length);
            }
        }

        private BodyReading sequence(int start) {
            int at = start;
            while (at < length) {
                int end = scanner.scan(body, at, length);
                if (end == JsonScanner.FAULT) {
                    return refused(scanner.fault(), scanner.faultOffset());
                }
                if (!take(at, end)) {
                    return tooMany();
                }
                at = JsonScanner.skipWhitespace(body, end, length);
            }
            return new BodyReading.Complete(events);
        }

        private BodyReading lines(int start) {
            int at = start;
            // Counted along, since a line number asked of the whole body would make many bad lines cost their square.
            int line = 1 + newlines(0, start);
            while (at < length) {
                int lineEnd = lineEnd(at);
                int end = scan(at, lineEnd);
                boolean taken;
                if (end == JsonScanner.FAULT) {
                    taken = rejectLine(at, line);
                    end = lineEnd;
                } else if (next(end, lineEnd) >= lineEnd) {
                    taken = take(at, end);
                } else {
                    // Several begin here. All are scanned before one is taken.
                    int last = endOfLast(at, lineEnd);
                    boolean sound = last != JsonScanner.FAULT;
                    taken = sound ? takeAll(at, lineEnd) : rejectLine(at, line);
                    end = sound ? last : lineEnd;
                }
                if (!taken) {
                    return tooMany();
                }
                at = JsonScanner.skipWhitespace(body, end, length);
                line += newlines(lineEnd, at);
            }
            return new BodyReading.Complete(events);
        }

        /// Scans a value among lines. Only one that is broken is ever followed beyond its line in vain: otherwise
        /// each of many lines could make us read all the others.
        private int scan(int value, int lineEnd) {
            if (acrossLines) {
                int end = scanner.scan(body, value, length);
                if (end != JsonScanner.FAULT) {
                    return end;
                }
                acrossLines = false;
            }
            return scanner.scan(body, value, lineEnd);
        }

        private int next(int end, int lineEnd) {
            return end >= lineEnd ? end : JsonScanner.skipWhitespace(body, end, lineEnd);
        }

        /// Where the last of the values that begin on a line ends, or that one of them is broken.
        private int endOfLast(int start, int lineEnd) {
            int at = start;
            while (at < lineEnd) {
                int end = scan(at, lineEnd);
                if (end == JsonScanner.FAULT) {
                    return end;
                }
                at = next(end, lineEnd);
            }
            return at;
        }

        private boolean takeAll(int start, int lineEnd) {
            int at = start;
            while (at < lineEnd) {
                int end = scan(at, lineEnd);
                if (!take(at, end)) {
                    return false;
                }
                at = next(end, lineEnd);
            }
            return true;
        }

        /// Gives one value to the visitor, unless there have been as many as may be.
        private boolean take(int start, int end) {
            if (events == limits.events()) {
                return false;
            }
            int index = events++;
            if (end - start > limits.event().toBytes()) {
                visitor.rejected(
                        index,
                        Refusal.EVENT_TOO_LARGE,
                        "the event has " + (end - start) + " bytes; the limit is "
                                + limits.event().toBytes());
            } else if (body[JsonScanner.skipWhitespace(body, start, end)] != '{') {
                visitor.rejected(index, Refusal.NOT_AN_OBJECT, "an event is a JSON object");
            } else {
                give(index, start, end);
            }
            return true;
        }

        private void give(int index, int start, int end) {
            if (shared.isEmpty()) {
                visitor.event(index, Payload.of(body, start, end - start), envelope);
                return;
            }
            List<byte[]> missing = new ArrayList<>();
            int more = 0;
            for (int i = 0; i < shared.size(); i++) {
                byte[] member = shared.get(i);
                if (member.length > 0 && !scanner.has(EnvelopeNames.markOf(i))) {
                    missing.add(member);
                    more += member.length + 1;
                }
            }
            if (missing.isEmpty()) {
                visitor.event(index, Payload.of(body, start, end - start), envelope);
            } else if (end - start + more > limits.event().toBytes()) {
                visitor.rejected(
                        index,
                        Refusal.EVENT_TOO_LARGE,
                        "the event has " + (end - start + more) + " bytes with what it shares; the limit is "
                                + limits.event().toBytes());
            } else {
                copied += end - start + more;
                full = copied <= mostCopied && !visitor.mayHold(end - start + more);
                if (copied <= mostCopied && !full) {
                    visitor.event(index, spliced(start, end, missing, more), envelope);
                }
            }
        }

        private Payload spliced(int start, int end, List<byte[]> members, int more) {
            int brace = JsonScanner.skipWhitespace(body, start, end);
            boolean isEmpty = body[JsonScanner.skipWhitespace(body, brace + 1, end)] == '}';
            byte[] whole = new byte[end - brace + more - (isEmpty ? 1 : 0)];
            whole[0] = '{';
            int at = 1;
            for (int i = 0; i < members.size(); i++) {
                byte[] member = members.get(i);
                System.arraycopy(member, 0, whole, at, member.length);
                at += member.length;
                if (!isEmpty || i < members.size() - 1) {
                    whole[at++] = ',';
                }
            }
            System.arraycopy(body, brace + 1, whole, at, end - brace - 1);
            return Payload.of(whole);
        }

        BodyReading member(BodyLayout.Member layout) {
            int start = JsonScanner.skipWhitespace(body, 0, length);
            if (start == length) {
                return empty();
            }
            if (body[start] != '{') {
                return new BodyReading.Refused(Refusal.NOT_AN_OBJECT, "the body is a JSON object");
            }
            List<String> wanted = new ArrayList<>(List.of(layout.events(), layout.sentAt()));
            wanted.addAll(layout.shared());
            OuterObject outer = new OuterObject(scanner, body, length, limits.tokens(), wanted);
            if (!outer.walk(start)) {
                return refused(outer.fault(), outer.faultOffset());
            }
            if (!outer.has(0)) {
                return new BodyReading.Refused(Refusal.EMPTY_BODY, "the body has no member " + layout.events());
            }
            if (body[outer.start(0)] != '[') {
                return new BodyReading.Refused(Refusal.INVALID_FIELD, layout.events() + " must be an array");
            }
            String sentAt = outer.text(1);
            if (sentAt != null) {
                envelope.put(EnvelopeField.SENT_AT, outer.isText(1) ? ValueKind.STRING : ValueKind.NUMBER, sentAt);
            }
            Reading events = new Reading(scanner, envelope, body, outer.end(0), visitor);
            events.shared = shared(outer, layout.shared());
            return events.array(outer.start(0));
        }

        private List<byte[]> shared(OuterObject outer, List<String> names) {
            List<byte[]> members = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                byte[] name = ('"' + names.get(i) + "\":").getBytes(StandardCharsets.US_ASCII);
                if (!outer.has(i + 2)) {
                    members.add(new byte[0]);
                    continue;
                }
                int size = outer.end(i + 2) - outer.start(i + 2);
                byte[] member = Arrays.copyOf(name, name.length + size);
                System.arraycopy(body, outer.start(i + 2), member, name.length, size);
                members.add(member);
            }
            return members;
        }

        BodyReading data(BodyLayout.Data layout) {
            int from = 0;
            int to = length;
            if (layout.json()) {
                from = JsonScanner.skipWhitespace(body, 0, length);
                to = from == length ? length : scanner.scan(body, from, length);
                // Judged alone: within the event, `1,"id":2` would be sound.
                if (to == JsonScanner.FAULT) {
                    return refused(scanner.fault(), scanner.faultOffset());
                }
                if (!isOnlyWhitespace(to)) {
                    return refused(ScanFault.TRAILING_DATA, JsonScanner.skipWhitespace(body, to, length));
                }
            }
            byte[] others = layout.others().getBytes(StandardCharsets.UTF_8);
            long size = others.length + 20L + (layout.json() ? to - from : 4L * ((length + 2) / 3));
            if (size > limits.event().toBytes() + 20) {
                return new BodyReading.Refused(
                        Refusal.EVENT_TOO_LARGE,
                        "the event has more than " + limits.event().toBytes() + " bytes with its attributes");
            }
            if (!visitor.mayHold((int) size)) {
                return edgeFull();
            }
            byte[] event = event(others, from, to, layout.json());
            Reading whole = new Reading(scanner, envelope, event, event.length, visitor);
            int end = scanner.scan(event, 0, event.length);
            if (end == JsonScanner.FAULT) {
                ScanFault fault = scanner.fault();
                return new BodyReading.Refused(fault.refusal(), "with its attributes: " + fault.sentence());
            }
            whole.take(0, end);
            return new BodyReading.Complete(1);
        }

        private byte[] event(byte[] others, int from, int to, boolean json) {
            if (from == to) {
                return others;
            }
            byte[] value = Arrays.copyOfRange(body, from, to);
            byte[] name = (json ? ",\"data\":" : ",\"data_base64\":\"").getBytes(StandardCharsets.US_ASCII);
            byte[] text = json ? value : Base64.getEncoder().encode(value);
            byte[] end = (json ? "}" : "\"}").getBytes(StandardCharsets.US_ASCII);
            byte[] event = Arrays.copyOf(others, others.length - 1 + name.length + text.length + end.length);
            int at = others.length - 1;
            for (byte[] part : List.of(name, text, end)) {
                System.arraycopy(part, 0, event, at, part.length);
                at += part.length;
            }
            return event;
        }

        private boolean rejectLine(int lineStart, int line) {
            if (events == limits.events()) {
                return false;
            }
            ScanFault fault = scanner.fault();
            // `lineStart` is the first byte of the line that is no white space: the column counts from the newline.
            int start = lineStart;
            while (start > 0 && body[start - 1] != '\n') {
                start--;
            }
            visitor.rejected(
                    events++, fault.refusal(), sentence(fault, line, 1 + characters(start, scanner.faultOffset())));
            return true;
        }

        private BodyReading refused(ScanFault fault, int offset) {
            int lineStart = offset;
            while (lineStart > 0 && body[lineStart - 1] != '\n') {
                lineStart--;
            }
            return new BodyReading.Refused(
                    fault.refusal(), sentence(fault, 1 + newlines(0, lineStart), 1 + characters(lineStart, offset)));
        }

        private String sentence(ScanFault fault, int line, int column) {
            String limit = switch (fault) {
                case TOO_DEEP -> " (the limit is " + limits.depth() + " levels)";
                case TOO_MANY_TOKENS -> " (the limit is " + limits.tokens() + ")";
                case NAME_TOO_LONG -> " (the limit is " + limits.name() + " bytes)";
                case NUMBER_TOO_LONG -> " (the limit is " + limits.number() + " characters)";
                case UNEXPECTED_END,
                        UNEXPECTED_BYTE,
                        TRAILING_DATA,
                        BYTE_ORDER_MARK,
                        BAD_LITERAL,
                        BAD_NUMBER,
                        NOT_FINITE,
                        CONTROL_CHARACTER,
                        BAD_ESCAPE,
                        LONE_SURROGATE,
                        NOT_UTF8,
                        NUL_IN_NAME,
                        DUPLICATE_NAME -> "";
            };
            return "line " + line + ", column " + column + ": " + fault.sentence() + limit;
        }

        private BodyReading empty() {
            return new BodyReading.Refused(Refusal.EMPTY_BODY, "the request has no event");
        }

        private BodyReading tooMany() {
            return new BodyReading.Refused(
                    Refusal.TOO_MANY_EVENTS, "a request may have " + limits.events() + " events at most");
        }

        private BodyReading tooMuch() {
            return full
                    ? edgeFull()
                    : new BodyReading.Refused(
                            Refusal.BODY_TOO_LARGE,
                            "with what they share, the events have more than the " + mostCopied + " bytes they may");
        }

        private BodyReading edgeFull() {
            return new BodyReading.Refused(Refusal.EDGE_FULL, "this edge holds as much as it may, try again");
        }

        private boolean isOnlyWhitespace(int from) {
            return JsonScanner.skipWhitespace(body, from, length) == length;
        }

        private int lineEnd(int from) {
            int at = from;
            while (at < length && body[at] != '\n') {
                at++;
            }
            return at;
        }

        private int newlines(int from, int to) {
            int count = 0;
            for (int i = from; i < to; i++) {
                count += body[i] == '\n' ? 1 : 0;
            }
            return count;
        }

        private int characters(int from, int to) {
            int count = 0;
            for (int i = from; i < to; i++) {
                count += (body[i] & 0xC0) == 0x80 ? 0 : 1;
            }
            return count;
        }
    }
}
