package dev.penstock.ctl.keys;

import dev.penstock.control.write.KeySettings;
import dev.penstock.model.key.IngestionKey;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.organization.OrgId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A key as an edge's keys file has it (`penstock.edge.control.keys-file`): an item of its list `keys`, with the hash
/// of the secret and not the secret.
final class KeysFileEntry {

    private KeysFileEntry() {}

    static String of(IngestionKey key, OrgId org, KeySettings settings) {
        StringBuilder text = new StringBuilder();
        line(text, "- id: ", quoted(key.id().value()));
        line(text, "  organization: ", quoted(org.value()));
        line(text, "  environment: ", quoted(key.environment()));
        line(
                text,
                "  secret_sha256: ",
                quoted(HexFormat.of().formatHex(key.secretHash().toByteArray())));
        if (!settings.label().isEmpty()) {
            line(text, "  label: ", quoted(settings.label()));
        }
        list(text, "  streams: ", settings.streams());
        list(text, "  scopes: ", KeyText.scopes(settings.scopes()));
        list(text, "  origins: ", settings.origins());
        list(text, "  networks: ", settings.networks());
        if (settings.expiresAt() != null) {
            line(
                    text,
                    "  expires_at: ",
                    quoted(settings.expiresAt().truncatedTo(ChronoUnit.MILLIS).toString()));
        }
        limits(text, settings.limits());
        return text.toString();
    }

    private static void limits(StringBuilder text, Limits limits) {
        if (!limits.isNone()) {
            text.append("  limits:\n");
            rate(text, "requests_per_second", limits.requestsPerSecond());
            rate(text, "events_per_second", limits.eventsPerSecond());
            rate(text, "bytes_per_second", limits.bytesPerSecond());
        }
    }

    private static void rate(StringBuilder text, String name, @Nullable Long rate) {
        if (rate != null) {
            line(text, "    " + name + ": ", Long.toString(rate));
        }
    }

    private static void list(StringBuilder text, String field, Collection<?> words) {
        if (!words.isEmpty()) {
            line(
                    text,
                    field,
                    KeyText.sorted(words).stream()
                            .map(KeysFileEntry::quoted)
                            .collect(Collectors.joining(", ", "[", "]")));
        }
    }

    private static void line(StringBuilder text, String field, String value) {
        text.append(field).append(value).append('\n');
    }

    private static String quoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (Character.isISOControl(c)) {
                text.append(String.format("\\x%02x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
