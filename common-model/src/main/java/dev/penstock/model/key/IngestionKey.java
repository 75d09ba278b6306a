package dev.penstock.model.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/// What a sender presents: `pk_<environment>_<key id>_<secret><checksum>`.
///
/// The secret is 30 letters and digits (178 bits), so a plain SHA-256 of it is safe at rest. The checksum, 6
/// characters of CRC-32 over all before it, lets a mistyped or random key be refused without a look-up, and a
/// scanner recognise a leaked one.
public final class IngestionKey {

    /// Longest environment, in characters.
    public static final int MAX_ENVIRONMENT = 16;

    private static final String PREFIX = "pk_";
    private static final int SECRET = 30;
    private static final int CHECKSUM = 6;

    /// Characters of a key whose environment is as long as it may be; a longer text is no key.
    public static final int MAX_LENGTH = PREFIX.length() + MAX_ENVIRONMENT + 1 + KeyId.LENGTH + 1 + SECRET + CHECKSUM;

    private final String environment;
    private final KeyId id;
    private final String secret;

    private IngestionKey(String environment, KeyId id, String secret) {
        this.environment = environment;
        this.id = id;
        this.secret = secret;
    }

    /// Reads a key. Constant work for any text, no look-up.
    ///
    /// @return empty when the form or the checksum is wrong
    public static Optional<IngestionKey> parse(String text) {
        if (text.length() > MAX_LENGTH || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        int afterEnvironment = text.indexOf('_', PREFIX.length());
        int afterId = afterEnvironment + 1 + KeyId.LENGTH;
        if (afterEnvironment < 0 || text.length() != afterId + 1 + SECRET + CHECKSUM || text.charAt(afterId) != '_') {
            return Optional.empty();
        }
        String environment = text.substring(PREFIX.length(), afterEnvironment);
        String id = text.substring(afterEnvironment + 1, afterId);
        String secret = text.substring(afterId + 1, afterId + 1 + SECRET);
        if (!isEnvironment(environment) || !Base62.isBase62(id) || !Base62.isBase62(secret)) {
            return Optional.empty();
        }
        String checked = text.substring(0, text.length() - CHECKSUM);
        if (!text.endsWith(checksum(checked))) {
            return Optional.empty();
        }
        return Optional.of(new IngestionKey(environment, new KeyId(id), secret));
    }

    /// Makes a new key.
    ///
    /// @param environment 1 to 16 lower-case letters and digits, such as `live`; shown in the key
    public static IngestionKey generate(String environment, SecureRandom random) {
        if (!isEnvironment(environment)) {
            throw new IllegalArgumentException(
                    "environment must be 1 to " + MAX_ENVIRONMENT + " of a-z 0-9: '" + environment + "'");
        }
        return new IngestionKey(
                environment, new KeyId(Base62.random(random, KeyId.LENGTH)), Base62.random(random, SECRET));
    }

    public KeyId id() {
        return id;
    }

    public String environment() {
        return environment;
    }

    /// What may be kept of the secret.
    public SecretHash secretHash() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return SecretHash.of(sha256.digest(secret.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// The whole key. To be shown once to the person who asked for it, and nowhere else.
    public String reveal() {
        String checked = PREFIX + environment + '_' + id.value() + '_' + secret;
        return checked + checksum(checked);
    }

    /// The key without its secret, safe to log.
    @Override
    public String toString() {
        return PREFIX + environment + '_' + id.value() + "_…";
    }

    private static boolean isEnvironment(String text) {
        if (text.isEmpty() || text.length() > MAX_ENVIRONMENT) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
    }

    private static String checksum(String checked) {
        CRC32 crc = new CRC32();
        crc.update(checked.getBytes(StandardCharsets.US_ASCII));
        return Base62.padded(crc.getValue(), CHECKSUM);
    }
}
