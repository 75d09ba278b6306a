package dev.penstock.edge.keys;

import dev.penstock.model.key.KeyId;
import dev.penstock.model.key.KeyRecord;
import dev.penstock.model.key.KeyScope;
import dev.penstock.model.key.KeyState;
import dev.penstock.model.key.Origin;
import dev.penstock.model.key.SecretHash;
import dev.penstock.model.limit.Limits;
import dev.penstock.model.network.SourceNetwork;
import dev.penstock.model.organization.OrgId;
import dev.penstock.model.organization.Organization;
import dev.penstock.model.organization.OrganizationState;
import dev.penstock.model.organization.UnknownStreams;
import dev.penstock.model.stream.StreamName;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/// Reads a keys file. docs/api.md shows one; `ingestctl keys create --offline` writes an entry.
///
/// Only hashes of secrets are taken, as the control topic only has hashes: a file is copied, committed and printed
/// before anybody thinks of what is in it.
final class KeysFileReader {

    /// Bytes of the largest file: what a Kubernetes Secret can hold, which is some 5,000 keys.
    static final int MOST_BYTES = 1 << 20;

    private static final String DIGITS_OF_A_HASH = "must be the 64 hexadecimal digits of a SHA-256";

    private KeysFileReader() {}

    /// Reads the content of a file.
    ///
    /// @throws UnusableKeysFileException when anything in it is wrong, or there is nothing in it: a file is taken
    ///     whole or not at all
    static KeysFile read(String content) throws UnusableKeysFileException {
        Node root = parse(content);
        if (root == null) {
            throw new UnusableKeysFileException("it is empty");
        }
        YamlFields file = new YamlFields("", root);
        Map<OrgId, Organization> organizations = new HashMap<>();
        for (YamlFields fields : file.list("organizations")) {
            Organization organization = organization(fields);
            if (organizations.put(organization.id(), organization) != null) {
                throw fields.wrong("id", "is there twice");
            }
        }
        Map<KeyId, KeyRecord> keys = new HashMap<>();
        for (YamlFields fields : file.list("keys")) {
            KeyRecord key = key(fields);
            if (keys.put(key.id(), key) != null) {
                throw fields.wrong("id", "is there twice");
            }
        }
        file.requireNoOther();
        if (organizations.isEmpty() && keys.isEmpty()) {
            throw new UnusableKeysFileException("it has no organizations and no keys");
        }
        return new KeysFile(organizations, keys);
    }

    private static @Nullable Node parse(String content) throws UnusableKeysFileException {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_BYTES);
        try {
            return new Yaml(new SafeConstructor(options)).compose(new StringReader(content));
        } catch (MarkedYAMLException e) {
            // Not its message, which shows the line.
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new UnusableKeysFileException("line " + line + ": it is no YAML");
        } catch (YAMLException e) {
            throw new UnusableKeysFileException("it is no YAML");
        }
    }

    private static Organization organization(YamlFields fields) throws UnusableKeysFileException {
        OrgId id = fields.value("id", OrgId::new);
        String name = fields.text("name", id.value());
        OrganizationState state = fields.optional("state", text -> constant(OrganizationState.class, text));
        Instant createdAt = fields.optional("created_at", KeysFileReader::instant);
        UnknownStreams unknown = fields.optional("unknown_streams", text -> constant(UnknownStreams.class, text));
        Limits limits = limits(fields.inner("limits"));
        Limits guaranteed = limits(fields.inner("guaranteed"));
        fields.requireNoOther();
        if (name.isBlank()) {
            throw fields.wrong("name", "must not be blank");
        }
        try {
            return new Organization(
                    id,
                    name,
                    Objects.requireNonNullElse(state, OrganizationState.ACTIVE),
                    Objects.requireNonNullElse(createdAt, Instant.EPOCH),
                    limits,
                    guaranteed,
                    Objects.requireNonNullElse(unknown, UnknownStreams.ANY));
        } catch (IllegalArgumentException e) {
            throw fields.wrong("name", "is not valid: " + e.getMessage());
        }
    }

    private static KeyRecord key(YamlFields fields) throws UnusableKeysFileException {
        KeyId id = fields.value("id", KeyId::new);
        OrgId org = fields.value("organization", OrgId::new);
        SecretHash hash = hash(fields);
        KeyState state = fields.optional("state", text -> constant(KeyState.class, text));
        Instant createdAt = fields.optional("created_at", KeysFileReader::instant);
        Set<KeyScope> scopes = fields.set("scopes", text -> constant(KeyScope.class, text));
        String environment = fields.text("environment", "");
        Set<StreamName> streams = fields.set("streams", StreamName::new);
        Instant expiresAt = fields.optional("expires_at", KeysFileReader::instant);
        String label = fields.text("label", "");
        Set<Origin> origins = fields.set("origins", Origin::parse);
        Set<SourceNetwork> networks = fields.set("networks", SourceNetwork::parse);
        Limits limits = limits(fields.inner("limits"));
        fields.requireNoOther();
        try {
            return new KeyRecord(
                    id,
                    org,
                    environment,
                    hash,
                    Objects.requireNonNullElse(state, KeyState.ACTIVE),
                    streams,
                    scopes.isEmpty() ? Set.of(KeyScope.INGEST) : scopes,
                    Objects.requireNonNullElse(createdAt, Instant.EPOCH),
                    expiresAt,
                    label,
                    origins,
                    networks,
                    limits);
        } catch (IllegalArgumentException e) {
            throw fields.wrong("origins", "or networks are not valid: " + e.getMessage());
        }
    }

    private static SecretHash hash(YamlFields fields) throws UnusableKeysFileException {
        for (String plain : new String[] {"key", "secret"}) {
            if (!fields.text(plain, "").isEmpty()) {
                throw fields.wrong(
                        plain, "must not be in a file: put secret_sha256, which `ingestctl keys hash` prints");
            }
        }
        String hex = fields.text("secret_sha256");
        try {
            return SecretHash.of(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            // Whatever it is, it is not shown.
            throw fields.wrong("secret_sha256", DIGITS_OF_A_HASH);
        }
    }

    private static Limits limits(@Nullable YamlFields fields) throws UnusableKeysFileException {
        if (fields == null) {
            return Limits.NONE;
        }
        Long requests = fields.optional("requests_per_second", text -> limit(text, Limits.MAX_COUNT));
        Long events = fields.optional("events_per_second", text -> limit(text, Limits.MAX_COUNT));
        Long bytes = fields.optional("bytes_per_second", text -> limit(text, Limits.MAX_BYTES));
        fields.requireNoOther();
        return new Limits(requests, events, bytes);
    }

    private static Long limit(String text, long most) {
        if (!text.matches("[0-9]{1,13}") || Long.parseLong(text) < 1 || Long.parseLong(text) > most) {
            throw new IllegalArgumentException("it must be 1 to " + most + ": '" + text + "'");
        }
        return Long.valueOf(text);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time is written like 2027-01-31T12:00:00Z: '" + text + "'", e);
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        StringBuilder known = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            known.append(known.isEmpty() ? "" : ", ").append(constant.name().toLowerCase(Locale.ROOT));
        }
        throw new IllegalArgumentException("it must be one of " + known + ": '" + text + "'");
    }
}
