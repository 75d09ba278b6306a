package dev.penstock.edge.http;

import dev.penstock.model.refusal.Refusal;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Judges the head of a request as HTTP: what the server behind would answer in its own words, or read one way
/// where a proxy before us reads it another.
final class HeadScreen {

    private static final int LONGEST_PORT = 5;

    private final int mostHeaders;

    /// @param mostHeaders headers a request may have
    HeadScreen(int mostHeaders) {
        this.mostHeaders = mostHeaders;
    }

    /// Why an HTTP/1 head is refused, null when it is sound.
    @Nullable
    Refusal refusal(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return refusal(request.decoderResult());
        }
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return Refusal.HTTP_VERSION_NOT_SUPPORTED;
        }
        HttpHeaders headers = request.headers();
        if (headers.size() > mostHeaders) {
            return Refusal.HEADERS_TOO_LARGE;
        }
        String method = request.method().name();
        if (isForProxies(method)) {
            return Refusal.METHOD_NOT_ALLOWED;
        }
        boolean sound =
                hasSoundHost(headers, version) && hasSoundFraming(headers, version) && isSoundTarget(request.uri());
        return sound ? null : Refusal.BAD_REQUEST;
    }

    /// Why a head of HTTP/2 is refused, null when it is sound. What HTTP/2 itself forbids has been refused before.
    @Nullable
    Refusal refusal(Http2Headers headers) {
        if (headers.size() > mostHeaders) {
            return Refusal.HEADERS_TOO_LARGE;
        }
        CharSequence method = headers.method();
        if (method != null && isForProxies(method.toString())) {
            return Refusal.METHOD_NOT_ALLOWED;
        }
        CharSequence target = headers.path();
        CharSequence authority = headers.authority();
        boolean sound = target != null
                && isSoundTarget(target.toString())
                && (authority == null || isSoundHost(authority.toString()))
                && areSoundHosts(headers.valueIterator(HttpHeaderNames.HOST));
        return sound ? null : Refusal.BAD_REQUEST;
    }

    private static Refusal refusal(DecoderResult failed) {
        Throwable cause = failed.cause();
        if (cause instanceof TooLongHttpLineException) {
            return Refusal.URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException ? Refusal.HEADERS_TOO_LARGE : Refusal.BAD_REQUEST;
    }

    /// TRACE would send keys back, CONNECT asks for a tunnel.
    private static boolean isForProxies(String method) {
        return method.equals("TRACE") || method.equals("CONNECT");
    }

    private static boolean hasSoundHost(HttpHeaders headers, HttpVersion version) {
        Iterator<String> hosts = headers.valueStringIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext()) {
            return version.equals(HttpVersion.HTTP_1_0);
        }
        return isSoundHost(hosts.next()) && !hosts.hasNext();
    }

    private static boolean areSoundHosts(Iterator<CharSequence> hosts) {
        while (hosts.hasNext()) {
            if (!isSoundHost(hosts.next().toString())) {
                return false;
            }
        }
        return true;
    }

    /// A name or an address, and perhaps a port.
    private static boolean isSoundHost(String host) {
        int end = host.length();
        int name = 0;
        if (host.startsWith("[")) {
            name = host.indexOf(']') + 1;
            if (name == 0) {
                return false;
            }
        }
        int colon = host.indexOf(':', name);
        int nameEnd = colon < 0 ? end : colon;
        for (int i = 0; i < nameEnd; i++) {
            char c = host.charAt(i);
            boolean inAddress = i < name && (c == '[' || c == ']' || c == ':');
            if (!inAddress && !isUnreserved(c)) {
                return false;
            }
        }
        if (colon >= 0 && (end - colon - 1 > LONGEST_PORT || end - colon - 1 == 0)) {
            return false;
        }
        for (int i = nameEnd + 1; i < end; i++) {
            if (host.charAt(i) < '0' || host.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean hasSoundFraming(HttpHeaders headers, HttpVersion version) {
        Iterator<String> codings = headers.valueStringIterator(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.hasNext()) {
            return true;
        }
        String coding = codings.next();
        // "gzip, chunked" is legal and nobody's; HTTP/1.0 has no chunks, and a proxy that goes by it reads on.
        return !codings.hasNext()
                && version.equals(HttpVersion.HTTP_1_1)
                && AsciiString.contentEqualsIgnoreCase(coding, HttpHeaderValues.CHUNKED);
    }

    private static boolean isSoundTarget(String target) {
        if (target.isEmpty()) {
            return false;
        }
        boolean plain = target.charAt(0) == '/';
        for (int i = 0; i < target.length() && plain; i++) {
            char c = target.charAt(i);
            plain = isUnreserved(c) || c == '/' || c == '?' || c == '=' || c == '&';
        }
        return (plain && !target.startsWith("//")) || isParsable(target);
    }

    private static boolean isParsable(String target) {
        boolean origin = target.charAt(0) == '/';
        boolean absolute = target.startsWith("http://") || target.startsWith("https://");
        if (!origin && !absolute) {
            return false;
        }
        try {
            URI uri = new URI(origin ? "http://host" + target : target);
            return uri.getRawFragment() == null && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
