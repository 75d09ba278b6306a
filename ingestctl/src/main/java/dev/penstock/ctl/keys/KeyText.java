package dev.penstock.ctl.keys;

import dev.penstock.control.write.KeySettings;
import dev.penstock.ctl.limits.LimitsText;
import dev.penstock.model.key.KeyScope;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a key may do, as it is shown.
final class KeyText {

    private KeyText() {}

    /// The words in order, or `otherwise` when there is none.
    static String list(Collection<?> words, String otherwise) {
        return words.isEmpty() ? otherwise : String.join(",", sorted(words));
    }

    static List<String> sorted(Collection<?> words) {
        return words.stream().map(Object::toString).sorted().toList();
    }

    static List<String> scopes(Set<KeyScope> scopes) {
        return scopes.stream()
                .map(scope -> scope.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    /// The settings for programs.
    static Map<String, @Nullable Object> document(KeySettings settings) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("streams", sorted(settings.streams()));
        document.put("scopes", scopes(settings.scopes()));
        document.put("origins", sorted(settings.origins()));
        document.put("networks", sorted(settings.networks()));
        document.put("limits", LimitsText.document(settings.limits()));
        document.put("expires_at", settings.expiresAt());
        document.put("label", settings.label());
        return document;
    }

    /// The settings in a line, for the audit log.
    static String line(KeySettings settings) {
        return "streams=" + list(settings.streams(), "all") + " scopes=" + list(scopes(settings.scopes()), "none")
                + " origins=" + list(settings.origins(), "none") + " networks=" + list(settings.networks(), "any")
                + " limits=" + LimitsText.of(settings.limits())
                + " expires=" + (settings.expiresAt() == null ? "never" : settings.expiresAt())
                + " label=" + settings.label();
    }
}
