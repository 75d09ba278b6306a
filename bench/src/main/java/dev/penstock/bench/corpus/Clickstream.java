package dev.penstock.bench.corpus;

import dev.penstock.local.load.NumberedEvents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Events of a shop's pages, about 300 bytes each, the same in every run. Names repeat, values differ: they compress
/// as such events do.
final class Clickstream {

    private static final long SEED = 20_260_101;
    private static final List<String> NAMES =
            List.of("page_view", "product_view", "search", "add_to_cart", "checkout_step", "purchase");
    private static final List<String> PAGES =
            List.of("/", "/category/shoes", "/category/bags", "/product", "/cart", "/checkout", "/search");
    private static final List<String> DEVICES = List.of("mobile", "desktop", "tablet");
    private static final List<String> COUNTRIES = List.of("DE", "FR", "GB", "NL", "PL", "US", "ES", "IT");
    private static final List<String> REFERRERS =
            List.of("https://www.google.com/", "https://news.example/", "direct", "https://m.facebook.com/");

    private final Random random = new Random(SEED);

    /// So many events.
    ///
    /// @param size bytes each shall have about; what is above 300 is a cart's items
    List<byte[]> events(int count, int size) {
        List<byte[]> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(event(size));
        }
        return events;
    }

    private byte[] event(int size) {
        StringBuilder event = new StringBuilder(size + 128)
                .append(NumberedEvents.BEGINNING)
                .append(",\"event_name\":\"")
                .append(one(NAMES))
                .append("\",\"user_id\":\"u")
                .append(100_000 + random.nextInt(900_000))
                .append("\",\"session\":\"")
                .append(hex())
                .append("\",\"page\":\"")
                .append(one(PAGES))
                .append("\",\"referrer\":\"")
                .append(one(REFERRERS))
                .append("\",\"device\":\"")
                .append(one(DEVICES))
                .append("\",\"country\":\"")
                .append(one(COUNTRIES))
                .append("\",\"campaign\":\"newsletter-spring-2026-")
                .append(10 + random.nextInt(90))
                .append("\",\"product\":")
                .append(random.nextInt(50_000))
                .append(",\"price\":")
                .append(random.nextInt(50_000) / 100.0)
                .append(",\"screen\":[")
                .append(320 + 8 * random.nextInt(200))
                .append(',')
                .append(480 + 8 * random.nextInt(150))
                .append(']');
        if (size > 400) {
            items(event, size);
        }
        return event.append('}').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void items(StringBuilder event, int size) {
        event.append(",\"items\":[");
        String comma = "";
        while (event.length() < size - 90) {
            event.append(comma)
                    .append("{\"sku\":\"")
                    .append(hex())
                    .append("\",\"title\":\"article ")
                    .append(random.nextInt(100_000))
                    .append("\",\"quantity\":")
                    .append(1 + random.nextInt(5))
                    .append(",\"price\":")
                    .append(random.nextInt(50_000) / 100.0)
                    .append('}');
            comma = ",";
        }
        event.append(']');
    }

    private String hex() {
        return "%016x".formatted(random.nextLong());
    }

    private String one(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
