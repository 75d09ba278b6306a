package dev.penstock.edge.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The object around the events of a body: finds its members, and reads all of them strictly but for the array of
/// events. That one is only skipped, so that each event is scanned once, and when what it shares is known.
final class OuterObject {

    private static final int ABSENT = -1;

    private final JsonScanner scanner;
    private final byte[] body;
    private final int length;
    private final int mostMembers;
    private final List<String> wanted;
    private final int[] starts;
    private final int[] ends;
    private @Nullable ScanFault fault;
    private int faultOffset;

    /// @param wanted the names looked for; the first is the array of events
    OuterObject(JsonScanner scanner, byte[] body, int length, int mostMembers, List<String> wanted) {
        this.scanner = scanner;
        this.body = body;
        this.length = length;
        this.mostMembers = mostMembers;
        this.wanted = wanted;
        this.starts = new int[wanted.size()];
        this.ends = new int[wanted.size()];
        Arrays.fill(starts, ABSENT);
    }

    /// Walks over the object that begins at `from` and is all there is.
    ///
    /// @return false when it is broken; then [#fault] and [#faultOffset] tell what and where
    boolean walk(int from) {
        int at = next(from + 1);
        if (at < length && body[at] == '}') {
            return isEnd(at + 1);
        }
        for (int members = 0; members < mostMembers; members++) {
            if (at == length || body[at] != '"') {
                return broken(at == length ? ScanFault.UNEXPECTED_END : ScanFault.UNEXPECTED_BYTE, at);
            }
            int nameEnd = scanner.scan(body, at, length);
            if (nameEnd == JsonScanner.FAULT) {
                return broken(scanner.fault(), scanner.faultOffset());
            }
            int index = indexOf(at + 1, nameEnd - 1);
            if (index >= 0 && starts[index] != ABSENT) {
                return broken(ScanFault.DUPLICATE_NAME, at + 1);
            }
            at = next(nameEnd);
            if (at == length || body[at] != ':') {
                return broken(at == length ? ScanFault.UNEXPECTED_END : ScanFault.UNEXPECTED_BYTE, at);
            }
            int start = next(at + 1);
            int end = index == 0 && start < length && body[start] == '[' ? skip(start) : scan(start);
            if (end == JsonScanner.FAULT) {
                return false;
            }
            if (index >= 0) {
                starts[index] = start;
                ends[index] = end;
            }
            at = next(end);
            if (at < length && body[at] == '}') {
                return isEnd(at + 1);
            }
            if (at == length || body[at] != ',') {
                return broken(at == length ? ScanFault.UNEXPECTED_END : ScanFault.UNEXPECTED_BYTE, at);
            }
            at = next(at + 1);
        }
        return broken(ScanFault.TOO_MANY_TOKENS, at);
    }

    ScanFault fault() {
        return fault == null ? ScanFault.UNEXPECTED_END : fault;
    }

    int faultOffset() {
        return faultOffset;
    }

    /// Whether the `index`-th of the wanted members is there and is not null.
    boolean has(int index) {
        return starts[index] != ABSENT && body[starts[index]] != 'n';
    }

    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return ends[index];
    }

    /// The text of a member that is a string without escapes, or a number; null otherwise.
    @Nullable
    String text(int index) {
        if (!has(index)) {
            return null;
        }
        int from = starts[index];
        int to = ends[index];
        if (body[from] != '"') {
            boolean number = body[from] == '-' || (body[from] >= '0' && body[from] <= '9');
            return number ? new String(body, from, to - from, StandardCharsets.US_ASCII) : null;
        }
        String text = new String(body, from + 1, to - from - 2, StandardCharsets.UTF_8);
        return text.indexOf('\\') < 0 ? text : null;
    }

    boolean isText(int index) {
        return has(index) && body[starts[index]] == '"';
    }

    private int next(int from) {
        return JsonScanner.skipWhitespace(body, from, length);
    }

    private int scan(int from) {
        int end = scanner.scan(body, from, length);
        if (end == JsonScanner.FAULT) {
            broken(scanner.fault(), scanner.faultOffset());
        }
        return end;
    }

    /// Skips an array without a judgement; whoever reads it finds out.
    private int skip(int from) {
        int depth = 0;
        int at = from;
        while (at < length) {
            byte b = body[at];
            if (b == '"') {
                at = endOfString(at + 1);
            } else if (b == '[' || b == '{') {
                depth++;
            } else if ((b == ']' || b == '}') && --depth == 0) {
                return at + 1;
            }
            at++;
        }
        broken(ScanFault.UNEXPECTED_END, length);
        return JsonScanner.FAULT;
    }

    private int endOfString(int from) {
        int at = from;
        while (at < length && body[at] != '"') {
            at += body[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    private int indexOf(int from, int to) {
        for (int i = 0; i < wanted.size(); i++) {
            String name = wanted.get(i);
            if (name.length() == to - from
                    && name.equals(new String(body, from, to - from, StandardCharsets.ISO_8859_1))) {
                return i;
            }
        }
        return -1;
    }

    private boolean isEnd(int at) {
        int rest = next(at);
        return rest == length || broken(ScanFault.TRAILING_DATA, rest);
    }

    private boolean broken(ScanFault what, int where) {
        fault = what;
        faultOffset = where;
        return false;
    }
}
