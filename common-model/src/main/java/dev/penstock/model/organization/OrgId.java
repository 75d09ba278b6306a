package dev.penstock.model.organization;

/// Names an organization. Comes from the ingestion key or the operator, never from a request's body, header or
/// query.
///
/// @param value 1 to 64 characters of `A-Z a-z 0-9 _ . -`, the first one a letter or digit
public record OrgId(String value) {

    private static final int MAX_LENGTH = 64;

    public OrgId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("organization id must be 1 to " + MAX_LENGTH
                    + " of A-Z a-z 0-9 _ . - and begin with a letter or digit: '" + value + "'");
        }
    }

    private static boolean isValid(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !isAlphanumeric(value.charAt(0))) {
            return false;
        }
        for (int i = 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isAlphanumeric(c) && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return value;
    }
}
