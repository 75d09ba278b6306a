package dev.penstock.ctl.connect;

import dev.penstock.control.topic.ControlTopic;
import dev.penstock.ctl.terminal.OutputForm;
import dev.penstock.model.topic.Topic;
import dev.penstock.sink.connect.ClickHouseSettings;
import dev.penstock.sink.migrate.ClickHouseCluster;
import dev.penstock.sink.migrate.TableEngines;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The options that every command takes, before or after its name. Each is also a variable of the environment, and
/// may be in a [Profile]; the password of ClickHouse is no option, for one is seen by everybody on the machine.
public final class GlobalOptions {

    @Option(
            names = "--bootstrap-servers",
            scope = ScopeType.INHERIT,
            paramLabel = "<host:port,...>",
            defaultValue = "${env:PENSTOCK_KAFKA_BOOTSTRAP:-127.0.0.1:9092}",
            description = "Kafka's brokers (PENSTOCK_KAFKA_BOOTSTRAP; now ${DEFAULT-VALUE}).")
    private String bootstrapServers = "";

    @Option(
            names = "--kafka-config",
            scope = ScopeType.INHERIT,
            paramLabel = "<file>",
            defaultValue = "${env:PENSTOCK_KAFKA_CONFIG}",
            description = "Properties of the Kafka client, for example its security (PENSTOCK_KAFKA_CONFIG).")
    private @Nullable Path kafkaConfig;

    @Option(
            names = "--topic-prefix",
            scope = ScopeType.INHERIT,
            paramLabel = "<prefix>",
            defaultValue = "${env:PENSTOCK_TOPIC_PREFIX:-penstock.}",
            description = "What every topic's name begins with (PENSTOCK_TOPIC_PREFIX; now ${DEFAULT-VALUE}).")
    private String topicPrefix = "";

    @Option(
            names = "--clickhouse-url",
            scope = ScopeType.INHERIT,
            paramLabel = "<url>",
            defaultValue = "${env:PENSTOCK_CLICKHOUSE_URL:-http://127.0.0.1:8123}",
            description =
                    "ClickHouse's HTTP interface (PENSTOCK_CLICKHOUSE_URL; now ${DEFAULT-VALUE}). User and password"
                            + " are PENSTOCK_CLICKHOUSE_USER and PENSTOCK_CLICKHOUSE_PASSWORD, or a file that"
                            + " PENSTOCK_CLICKHOUSE_PASSWORD_FILE names.")
    private String clickHouseUrl = "";

    @Option(
            names = "--database",
            scope = ScopeType.INHERIT,
            paramLabel = "<name>",
            defaultValue = "${env:PENSTOCK_CLICKHOUSE_DATABASE:-penstock}",
            description = "The database in ClickHouse (PENSTOCK_CLICKHOUSE_DATABASE; now ${DEFAULT-VALUE}).")
    private String database = "";

    @Option(
            names = "--clickhouse-cluster",
            scope = ScopeType.INHERIT,
            paramLabel = "<name>",
            defaultValue = "${env:PENSTOCK_CLICKHOUSE_CLUSTER}",
            description =
                    "The ClickHouse cluster that has the tables (PENSTOCK_CLICKHOUSE_CLUSTER); none for one server.")
    private @Nullable String cluster;

    @Option(
            names = "--keeper-path",
            scope = ScopeType.INHERIT,
            paramLabel = "<path>",
            defaultValue = "${env:PENSTOCK_CLICKHOUSE_KEEPER_PATH}",
            description = "Where Keeper has a replicated table (PENSTOCK_CLICKHOUSE_KEEPER_PATH), by default "
                    + ClickHouseCluster.DEFAULT_PATH + ".")
    private @Nullable String keeperPath;

    @Option(
            names = "--replica-name",
            scope = ScopeType.INHERIT,
            paramLabel = "<name>",
            defaultValue = "${env:PENSTOCK_CLICKHOUSE_REPLICA}",
            description = "The name of a server in its shard (PENSTOCK_CLICKHOUSE_REPLICA), by default "
                    + ClickHouseCluster.DEFAULT_REPLICA + ".")
    private @Nullable String replicaName;

    // Read before the command line is understood: see Profile.
    @Option(
            names = "--profile",
            scope = ScopeType.INHERIT,
            paramLabel = "<name or file>",
            description =
                    "A file with such variables, NAME=value a line, for those that are not set (PENSTOCK_PROFILE);"
                            + " of a name ~/.config/penstock/<name>.profile.")
    @SuppressWarnings("UnusedVariable")
    private @Nullable String profile;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "<form>",
            defaultValue = "table",
            description = "How results are written: ${COMPLETION-CANDIDATES}.")
    private OutputForm output = OutputForm.TABLE;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show the log of the clients, and where an error comes from.")
    private boolean verbose;

    private final Map<String, String> environment;

    public GlobalOptions(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    public OutputForm output() {
        return output;
    }

    public boolean verbose() {
        return verbose;
    }

    public String topicPrefix() {
        return topicPrefix;
    }

    /// Settings of every Kafka client.
    public Map<String, Object> kafka() {
        Map<String, Object> client = new HashMap<>();
        if (kafkaConfig != null) {
            Properties file = new Properties();
            try (Reader reader = Files.newBufferedReader(kafkaConfig, StandardCharsets.UTF_8)) {
                file.load(reader);
            } catch (IOException e) {
                throw new UnusableOptionException(
                        "--kafka-config " + kafkaConfig + " cannot be read: name a file of key=value lines", e);
            }
            file.stringPropertyNames().forEach(name -> client.put(name, file.getProperty(name)));
        }
        client.put("bootstrap.servers", bootstrapServers);
        client.put("client.id", "ingestctl");
        return client;
    }

    public ControlTopic controlTopic() {
        return new ControlTopic(Topic.CONTROL.name(topicPrefix), kafka());
    }

    public ClickHouseSettings clickHouse() {
        try {
            return new ClickHouseSettings(
                    URI.create(clickHouseUrl),
                    environment.getOrDefault("PENSTOCK_CLICKHOUSE_USER", "default"),
                    environment.getOrDefault("PENSTOCK_CLICKHOUSE_PASSWORD", ""),
                    database);
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The form of the tables: those of a cluster when one is named.
    public TableEngines tableEngines() {
        if (cluster == null || cluster.isEmpty()) {
            return TableEngines.ONE_SERVER;
        }
        try {
            return TableEngines.on(new ClickHouseCluster(
                    cluster,
                    keeperPath == null || keeperPath.isEmpty() ? ClickHouseCluster.DEFAULT_PATH : keeperPath,
                    replicaName == null || replicaName.isEmpty() ? ClickHouseCluster.DEFAULT_REPLICA : replicaName));
        } catch (IllegalArgumentException e) {
            throw new UnusableOptionException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Who changes things, for the record: `PENSTOCK_ACTOR`, else the user of this machine.
    public String actor() {
        return environment.getOrDefault("PENSTOCK_ACTOR", System.getProperty("user.name", "unknown"));
    }
}
