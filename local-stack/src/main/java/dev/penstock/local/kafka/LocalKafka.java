package dev.penstock.local.kafka;

import dev.penstock.local.process.Arguments;
import dev.penstock.local.process.ParentWatch;
import dev.penstock.local.process.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/// The Kafka of the local stack as a process: one real broker in KRaft mode.
public final class LocalKafka {

    private static final String HELP = """
            A Kafka broker (KRaft, one node), on 127.0.0.1 only. For development and tests.

              --data=<directory>          where topics are kept; formatted when new (required)
              --port=<port>               9092 by default; 0 takes a free one and prints it
              --controller-port=<port>    a free one by default; no client needs it
              --join=<host:port>          of the controller of a cluster, to be another broker of it; with
              --cluster=<id>              its id, and
              --node=<number>             another number than its other brokers have, 2 by default
              --set.<property>=<value>    any property of the broker, for example --set.log.retention.ms=60000
              --watch-parent              end when standard input ends

            Acknowledged records survive a kill -9 of the broker, not the loss of power. SIGTERM closes the logs in order.""";

    private LocalKafka() {}

    /// Starts the broker and returns; it runs until the process gets SIGTERM.
    public static void main(String... commandLine) {
        // Before the first logger of the broker.
        System.setProperty("log4j2.configurationFile", "dev/penstock/local/kafka/log4j2.xml");
        try {
            start(commandLine);
        } catch (IllegalArgumentException | IllegalStateException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (Exception e) {
            fail("Kafka could not start: " + e);
        }
    }

    // The formatter declares Exception.
    private static void start(String... commandLine) throws Exception {
        Arguments arguments = new Arguments(commandLine);
        if (arguments.flag("help")) {
            System.out.println(HELP);
            return;
        }
        Path data = arguments.path("data");
        int askedPort = arguments.number("port", 9092, 0, 65535);
        int askedControllerPort = arguments.number("controller-port", 0, 0, 65535);
        String controller = arguments.text("join", "");
        boolean joins = !controller.isEmpty();
        String cluster = arguments.text("cluster", Uuid.randomUuid().toString());
        int node = joins ? arguments.number("node", 2, 2, 1000) : 1;
        Map<String, String> overrides = arguments.prefixed("set.");
        boolean watch = arguments.flag("watch-parent");
        arguments.refuseOthers();

        int port = Ports.claim(askedPort, "--port");
        if (watch) {
            ParentWatch.start();
        }
        Map<String, String> properties = joins
                ? BrokerProperties.joining(data, port, node, controller, overrides)
                : BrokerProperties.of(data, port, Ports.claim(askedControllerPort, "--controller-port"), overrides);
        KafkaConfig config = new KafkaConfig(properties, false);
        formatWhenNew(data, cluster, node);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
        // Returns when the broker is registered, has caught up with the metadata and answers requests.
        server.startup();
        System.out.println("Kafka is ready on 127.0.0.1:" + port);
    }

    private static void formatWhenNew(Path data, String cluster, int node) throws Exception {
        Files.createDirectories(data);
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        refuseForeign(data);
        new Formatter()
                .setClusterId(cluster)
                .setNodeId(node)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setHasDynamicQuorum(false)
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    private static void refuseForeign(Path data) throws IOException {
        try (var files = Files.list(data)) {
            if (files.findAny().isPresent()) {
                throw new IllegalStateException(
                        "--data=" + data + " has files in it that are not a broker's; choose an empty directory");
            }
        }
    }

    private static void fail(String sentence) {
        System.err.println(sentence);
        // The broker's threads must not delay the end of what has not started.
        Runtime.getRuntime().halt(1);
    }
}
