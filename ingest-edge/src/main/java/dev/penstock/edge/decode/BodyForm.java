package dev.penstock.edge.decode;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a protocol knows of a body before it is read.
///
/// @param names what its events call the envelope fields
/// @param layout where in it the events are
/// @param defaults texts for envelope fields of events that have none themselves
/// @param base64 whether the body may be the base64 of what it is; found by content
/// @param secret a text that must not stay in the payloads though the client writes it there: the key, where a
///     protocol sends it with the events; null when there is none. What follows its last `_` is overwritten
public record BodyForm(
        EnvelopeNames names,
        BodyLayout layout,
        Map<EnvelopeField, String> defaults,
        boolean base64,
        @Nullable String secret) {

    /// Our own.
    public static final BodyForm NATIVE = of(EnvelopeNames.NATIVE);

    public BodyForm {
        defaults = Map.copyOf(defaults);
    }

    /// JSON values with these names.
    public static BodyForm of(EnvelopeNames names) {
        return new BodyForm(names, new BodyLayout.Values(false), Map.of(), false, null);
    }

    /// The same in this layout. To be made once where the layout shares members, for it makes names of its own.
    public BodyForm in(BodyLayout other) {
        EnvelopeNames marked = other instanceof BodyLayout.Member member ? names.sharing(member.shared()) : names;
        return new BodyForm(marked, other, defaults, base64, secret);
    }

    /// The same for events that have this text where they have none themselves.
    public BodyForm defaulting(EnvelopeField field, String text) {
        return new BodyForm(names, layout, Map.of(field, text), base64, secret);
    }

    public BodyForm maybeBase64() {
        return new BodyForm(names, layout, defaults, true, secret);
    }

    /// The same without this text in the payloads.
    public BodyForm hiding(@Nullable String text) {
        return new BodyForm(names, layout, defaults, base64, text);
    }

    /// Whether a body that begins like gzip is gzip even if nobody says so. Not where it may be anybody's bytes.
    public boolean isSniffed() {
        return !(layout instanceof BodyLayout.Data data) || data.json();
    }
}
