package dev.penstock.edge.unpack;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The codings this edge takes, and what a request says of its own.
public final class ContentCodings {

    private final List<ContentCoding> taken;
    private final String names;

    ContentCodings(List<ContentCoding> taken) {
        this.taken = List.copyOf(taken);
        this.names = taken.stream().map(ContentCoding::token).collect(Collectors.joining(", "));
    }

    /// All whose library can be loaded on this machine.
    public static ContentCodings ofThisMachine() {
        return new ContentCodings(
                ContentCoding.ALL.stream().filter(ContentCoding::isAvailable).toList());
    }

    /// What a `Content-Encoding` says.
    public sealed interface Announced {

        /// Packed like this.
        record Packed(ContentCoding coding) implements Announced {}

        /// Not packed, or it does not say.
        record Plain() implements Announced {}

        /// In a way this edge does not take, or in two.
        record Unsupported() implements Announced {}
    }

    /// Reads the header. A name that stands for nothing, `identity`, may stand beside others; two that stand for
    /// something are one too many.
    public Announced announced(@Nullable String header) {
        if (header == null) {
            return new Announced.Plain();
        }
        Announced announced = new Announced.Plain();
        int from = 0;
        while (from <= header.length()) {
            int comma = header.indexOf(',', from);
            int end = comma < 0 ? header.length() : comma;
            Announced one = one(header.substring(from, end).strip().toLowerCase(Locale.ROOT));
            if (!(one instanceof Announced.Plain)) {
                if (!(announced instanceof Announced.Plain)) {
                    return new Announced.Unsupported();
                }
                announced = one;
            }
            from = end + 1;
        }
        return announced;
    }

    private Announced one(String name) {
        if (name.isEmpty() || name.equals("identity")) {
            return new Announced.Plain();
        }
        for (ContentCoding coding : taken) {
            if (coding.token().equals(name) || (coding == ContentCoding.GZIP && name.equals("x-gzip"))) {
                return new Announced.Packed(coding);
            }
        }
        return new Announced.Unsupported();
    }

    /// The coding of a body by its first bytes, since some clients pack without a word and some proxies unpack
    /// without one. No JSON begins like any of them.
    public @Nullable ContentCoding detected(byte[] body, int length) {
        for (ContentCoding coding : taken) {
            if (coding.begins(body, length)) {
                return coding;
            }
        }
        return null;
    }

    /// What `Accept-Encoding` shall say.
    public String names() {
        return names;
    }

    /// The codings whose library cannot be loaded here, by their names; empty when there are none.
    public List<String> missing() {
        return ContentCoding.ALL.stream()
                .filter(coding -> !taken.contains(coding))
                .map(ContentCoding::token)
                .toList();
    }
}
