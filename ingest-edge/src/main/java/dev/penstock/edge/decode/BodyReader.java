package dev.penstock.edge.decode;

import dev.penstock.model.event.Payload;
import dev.penstock.model.refusal.Refusal;

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

    private final DecodeLimits limits;
    private final ThreadLocal<JsonScanner> scanners;

    public BodyReader(DecodeLimits limits) {
        this.limits = limits;
        this.scanners = ThreadLocal.withInitial(() -> new JsonScanner(limits));
    }

    /// Reads the first `length` bytes of `body`, which nobody may change afterwards: payloads are views of it.
    public BodyReading read(byte[] body, int length, EventVisitor visitor) {
        return new Reading(scanners.get(), body, length, visitor).read();
    }

    private final class Reading {

        private final JsonScanner scanner;
        private final byte[] body;
        private final int length;
        private final EventVisitor visitor;
        private int events;
        private boolean acrossLines;

        Reading(JsonScanner scanner, byte[] body, int length, EventVisitor visitor) {
            this.scanner = scanner;
            this.body = body;
            this.length = length;
            this.visitor = visitor;
        }

        BodyReading read() {
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
                return isOnlyWhitespace(at + 1) ? empty() : refused(ScanFault.TRAILING_DATA, at + 1);
            }
            while (true) {
                int end = scanner.scan(body, at, length);
                if (end == JsonScanner.FAULT) {
                    return refused(scanner.fault(), scanner.faultOffset());
                }
                if (!take(at, end)) {
                    return tooMany();
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
                visitor.event(index, Payload.of(body, start, end - start), scanner);
            }
            return true;
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
