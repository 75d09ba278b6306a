package dev.penstock.system;

import dev.penstock.local.testing.TestingKafka;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.AclCommand;
import org.jspecify.annotations.Nullable;

/// A broker that asks who one is (SCRAM-SHA-512) and allows what its rules say, and nothing without one. It begins with
/// no rules: only its administrator may do anything.
final class GuardedKafka implements AutoCloseable {

    private static final String ADMIN = "admin";
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private final Path folder;
    private final @Nullable OwnCertificate certificate;
    private final TestingKafka kafka;
    private final List<TestingKafka> beside = new ArrayList<>();

    GuardedKafka(Path folder) {
        this(folder, null);
    }

    /// @param certificate the brokers', for TLS; nothing for plain connections
    GuardedKafka(Path folder, @Nullable OwnCertificate certificate) {
        this.folder = folder;
        this.certificate = certificate;
        Map<String, String> broker = new HashMap<>();
        // The listener of the local stack, by another protocol.
        broker.put("listener.security.protocol.map", "PLAINTEXT:" + protocol() + ",CONTROLLER:PLAINTEXT");
        if (certificate != null) {
            broker.put("ssl.keystore.type", "PKCS12");
            broker.put("ssl.keystore.location", certificate.store().toString());
            broker.put("ssl.keystore.password", OwnCertificate.PASSWORD);
            broker.putAll(trust(certificate));
        }
        broker.put("inter.broker.listener.name", "PLAINTEXT");
        broker.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        broker.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        broker.put(
                "listener.name.plaintext.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\""
                        + " password=\"of-admin\" user_admin=\"of-admin\";");
        broker.put(
                "listener.name.plaintext.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        broker.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // Who has no name is the broker itself, on the listener of its controller alone.
        broker.put("super.users", "User:admin;User:ANONYMOUS");
        this.kafka = TestingKafka.start(broker);
    }

    /// Starts two more brokers, as many as it takes for three copies of everything.
    void startTwoMore() {
        Map<String, String> client = settings(ADMIN);
        beside.addAll(IntStream.of(2, 3)
                .parallel()
                .mapToObj(node -> kafka.startBeside(node, client))
                .toList());
    }

    private String protocol() {
        return certificate == null ? "SASL_PLAINTEXT" : "SASL_SSL";
    }

    private static Map<String, String> trust(OwnCertificate certificate) {
        return Map.of(
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate.pem().toString());
    }

    String bootstrap() {
        return Stream.concat(Stream.of(kafka), beside.stream())
                .map(TestingKafka::bootstrap)
                .collect(Collectors.joining(","));
    }

    /// Makes users by SCRAM, each with a password of its own.
    void addUsers(List<String> users) {
        List<UserScramCredentialAlteration> credentials = new ArrayList<>();
        for (String user : users) {
            credentials.add(new UserScramCredentialUpsertion(
                    user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password(user)));
        }
        try (Admin admin = admin()) {
            get(admin.alterUserScramCredentials(credentials).all());
        }
    }

    /// Runs the lines that `ingestctl topics acls` prints, with the program of Kafka's that they name.
    void run(String script) {
        script.lines().filter(line -> !line.startsWith("#")).forEach(GuardedKafka::runLine);
    }

    private static void runLine(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        if (!words.getFirst().equals("kafka-acls.sh")) {
            throw new IllegalStateException("what is this? " + line);
        }
        acls(words.subList(1, words.size()));
    }

    /// `kafka-acls.sh` with these words, here: a JVM for each would take a second.
    static void acls(List<String> words) {
        Exit.setExitProcedure((status, message) -> {
            throw new IllegalStateException("kafka-acls.sh ended with " + status + " " + message);
        });
        try {
            AclCommand.main(words.toArray(new String[0]));
        } finally {
            Exit.resetExitProcedure();
        }
    }

    Admin admin() {
        return Admin.create(new HashMap<>(settings(ADMIN)));
    }

    /// How this user's clients connect.
    Map<String, String> settings(String user) {
        boolean admin = user.equals(ADMIN);
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap());
        settings.put("security.protocol", protocol());
        settings.put("sasl.mechanism", admin ? "PLAIN" : "SCRAM-SHA-512");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security." + (admin ? "plain.Plain" : "scram.Scram")
                        + "LoginModule required username=\"" + user + "\" password=\"" + password(user) + "\";");
        if (certificate != null) {
            settings.putAll(trust(certificate));
        }
        return Map.copyOf(settings);
    }

    /// The same as a file of properties.
    Path file(String user) {
        Properties properties = new Properties();
        properties.putAll(settings(user));
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
            return Files.writeString(folder.resolve(user + ".properties"), text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("no file for the settings of " + user, e);
        }
    }

    Path adminFile() {
        return file(ADMIN);
    }

    /// The same as arguments of an edge or a writer.
    List<String> arguments(String user) {
        List<String> arguments = new ArrayList<>();
        settings(user)
                .forEach((name, value) -> arguments.add(
                        name.equals("bootstrap.servers")
                                ? "--spring.kafka.bootstrap-servers=" + value
                                : "--spring.kafka.properties." + name + "=" + value));
        return arguments;
    }

    private static String password(String user) {
        return "of-" + user;
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the administrator of Kafka is refused", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        beside.forEach(TestingKafka::close);
        kafka.close();
    }
}
