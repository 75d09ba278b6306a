package dev.penstock.normalize.json;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Writes JSON of every form, with white space where there may be some.
public final class RandomJson {

    private static final List<String> TEXTS =
            List.of("", "a", "é", "€", "𝄞", "\\n", "\\u0041", "\\ud834\\udd1e", "\\\\", "\\\"", "/", "\\/", " x ");
    private static final List<String> NUMBERS =
            List.of("0", "-0", "1", "-17", "3.25", "1e3", "1E-7", "-2.5e+10", "12345678901234567890", "1e999999999");
    private static final List<String> SPACES = List.of("", "", "", " ", "\n\t", "\r\n");

    private final Random random;

    public RandomJson(Random random) {
        this.random = random;
    }

    public String object(int depth) {
        StringBuilder json = new StringBuilder("{").append(space());
        Set<String> names = new HashSet<>();
        int members = random.nextInt(random.nextInt(8) == 0 ? 40 : 5);
        for (int i = 0; i < members; i++) {
            String name = random.nextInt(3) == 0 ? pick(TEXTS).replace("\\u0041", "B") + i : "m" + i;
            if (names.add(name)) {
                json.append(names.size() == 1 ? "" : ",").append(space());
                json.append('"').append(name).append('"').append(space()).append(':');
                json.append(space()).append(value(depth - 1)).append(space());
            }
        }
        return json.append('}').toString();
    }

    public String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> "null";
            case 1 -> random.nextBoolean() ? "true" : "false";
            case 2, 3 -> pick(NUMBERS);
            case 4 -> '"' + pick(TEXTS) + pick(TEXTS) + '"';
            case 5 -> object(depth);
            default -> array(depth);
        };
    }

    private String array(int depth) {
        StringBuilder json = new StringBuilder("[").append(space());
        int elements = random.nextInt(4);
        for (int i = 0; i < elements; i++) {
            json.append(i == 0 ? "" : ",")
                    .append(space())
                    .append(value(depth - 1))
                    .append(space());
        }
        return json.append(']').toString();
    }

    private String space() {
        return pick(SPACES);
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
