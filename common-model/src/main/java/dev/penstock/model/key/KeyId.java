package dev.penstock.model.key;

/// The public part of an ingestion key: may be logged and shown.
///
/// @param value 12 letters and digits
public record KeyId(String value) {

    static final int LENGTH = 12;

    public KeyId {
        if (value.length() != LENGTH || !Base62.isBase62(value)) {
            throw new IllegalArgumentException(
                    "key id must be " + LENGTH + " letters and digits: " + value.length() + " characters were given");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
