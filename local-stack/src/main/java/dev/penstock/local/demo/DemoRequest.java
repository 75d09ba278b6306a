package dev.penstock.local.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// One POST: its events, how they are written down, and the body, made once and sent again unchanged.
final class DemoRequest {

    /// The three bodies the edge takes.
    enum Form {
        OBJECT("application/json"),
        ARRAY("application/json"),
        NDJSON("application/x-ndjson");

        private final String contentType;

        Form(String contentType) {
            this.contentType = contentType;
        }

        String contentType() {
            return contentType;
        }
    }

    private final int number;
    private final Form form;
    private final boolean gzip;
    private final List<DemoEvent> events;
    private final byte[] body;

    DemoRequest(int number, Form form, boolean gzip, List<DemoEvent> events) {
        if (form == Form.OBJECT && events.size() != 1) {
            throw new IllegalArgumentException("an object is one event, not " + events.size());
        }
        this.number = number;
        this.form = form;
        this.gzip = gzip;
        this.events = List.copyOf(events);
        this.body = gzip ? compressed(written(form, events)) : written(form, events);
    }

    private static byte[] written(Form form, List<DemoEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (form == Form.ARRAY) {
            out.write('[');
        }
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                out.write(form == Form.ARRAY ? ',' : '\n');
            }
            out.writeBytes(events.get(i).json());
        }
        if (form == Form.ARRAY) {
            out.write(']');
        }
        return out.toByteArray();
    }

    private static byte[] compressed(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
        return out.toByteArray();
    }

    int number() {
        return number;
    }

    Form form() {
        return form;
    }

    boolean gzip() {
        return gzip;
    }

    List<DemoEvent> events() {
        return events;
    }

    /// The same array every time; not to be changed.
    byte[] body() {
        return body;
    }
}
