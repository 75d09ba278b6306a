package dev.penstock.bench.picture;

import dev.penstock.local.load.NumberedEvents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/// Orders of a shop, for a stream with a table of its own, and some whose amount is no number.
final class Orders {

    static final String STREAM = "orders";

    /// The file that `ingestctl streams apply` takes.
    static final String DEFINITION = """
            {"streams": {"orders": {"own_table": true, "columns": [
              {"name": "amount", "type": "Decimal(18, 2)"},
              {"name": "currency", "type": "LowCardinality(String)", "default": "EUR"}
            ]}}}
            """;

    private static final int DIFFERENT = 50;
    private static final List<String> WRONG = List.of("\"much\"", "\"12,50\"", "null");

    private Orders() {}

    static NumberedEvents good(long run, int lane, String key, int events, String path) {
        Random random = new Random(lane);
        return requests(
                run, lane, key, events, path, () -> String.format(Locale.ROOT, "%.2f", random.nextInt(50_000) / 100.0));
    }

    /// Events that become dead letters.
    static NumberedEvents bad(long run, int lane, String key, int events) {
        Random random = new Random(lane);
        return requests(run, lane, key, events, path(""), () -> WRONG.get(random.nextInt(WRONG.size())));
    }

    /// @param query with its question mark, or nothing
    static String path(String query) {
        return "/v1/events/" + STREAM + query;
    }

    private static NumberedEvents requests(
            long run, int lane, String key, int events, String path, Supplier<String> amount) {
        List<List<byte[]>> bodies = new ArrayList<>();
        for (int i = 0; i < DIFFERENT; i++) {
            List<byte[]> body = new ArrayList<>();
            for (int j = 0; j < events; j++) {
                String event = NumberedEvents.BEGINNING
                        + ",\"event_name\":\"order_paid\",\"currency\":\"EUR\",\"amount\":" + amount.get() + "}";
                body.add(event.getBytes(StandardCharsets.US_ASCII));
            }
            bodies.add(body);
        }
        return NumberedEvents.of(run, lane, path, key, bodies);
    }
}
