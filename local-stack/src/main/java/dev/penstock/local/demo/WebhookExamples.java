package dev.penstock.local.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Reads the webhooks of npm's `@octokit/webhooks-examples`: an array of `{name, examples: [delivery, …]}`.
public final class WebhookExamples {

    private static final JsonFactory JSON = new JsonFactory();

    private WebhookExamples() {}

    /// Every delivery in the order of the file.
    public static List<Webhook> read(Path file) throws IOException {
        return parse(Files.readAllBytes(file));
    }

    /// Every delivery in the order of the file.
    ///
    /// @throws IllegalArgumentException when there is none
    static List<Webhook> parse(byte[] index) {
        List<Webhook> webhooks = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), index)) {
            expect(parser.nextToken(), JsonToken.START_ARRAY);
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                readEvent(parser, webhooks);
            }
        }
        if (webhooks.isEmpty()) {
            throw new IllegalArgumentException("no webhook in the examples");
        }
        return List.copyOf(webhooks);
    }

    private static void readEvent(JsonParser parser, List<Webhook> webhooks) {
        String name = null;
        List<Delivery> deliveries = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String property = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (property) {
                case "name" -> name = parser.getString();
                case "examples" -> {
                    expect(value, JsonToken.START_ARRAY);
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        deliveries.add(delivery(parser));
                    }
                }
                default -> parser.skipChildren();
            }
        }
        if (name == null) {
            throw new IllegalArgumentException("an example without a name");
        }
        for (Delivery delivery : deliveries) {
            String action = delivery.action();
            webhooks.add(new Webhook("github." + name + (action == null ? "" : "." + action), delivery.body()));
        }
    }

    /// Copies the object at the parser without the file's indentation: GitHub delivers compact JSON, and a line of
    /// NDJSON may hold no line break.
    private static Delivery delivery(JsonParser parser) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String action = null;
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), body)) {
            generator.writeStartObject();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String property = parser.currentName();
                generator.writeName(property);
                if (parser.nextToken() == JsonToken.VALUE_STRING && property.equals("action")) {
                    action = parser.getString();
                }
                generator.copyCurrentStructureExact(parser);
            }
            generator.writeEndObject();
        }
        return new Delivery(action, body.toByteArray());
    }

    private static void expect(@Nullable JsonToken found, JsonToken wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException("the examples have " + found + " where " + wanted + " belongs");
        }
    }

    private static final class Delivery {

        private final @Nullable String action;
        private final byte[] body;

        Delivery(@Nullable String action, byte[] body) {
            this.action = action;
            this.body = body;
        }

        @Nullable
        String action() {
            return action;
        }

        byte[] body() {
            return body;
        }
    }
}
