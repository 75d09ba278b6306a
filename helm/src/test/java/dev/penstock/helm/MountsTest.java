package dev.penstock.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.helm.Rendered.Node;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/// Secrets come as files, and the programs read them: neither manifests nor variables hold one of Kafka's.
class MountsTest {

    @TempDir
    private Path pod;

    @Test
    void springReadsTheSecretsOfKafka() throws IOException {
        Rendered rendered = Scenario.of("sasl").render();
        Map<String, Object> client = asTheWriterReadsThem(rendered, "writer");
        assertThat(client)
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("client.dns.lookup", "use_all_dns_ips")
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("ssl.truststore.certificates", "content of kafka-ca/ca.crt")
                .containsEntry(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required"
                                + " username=\"content of kafka-writer/username\""
                                + " password=\"content of kafka-writer/password\";");
    }

    @Test
    void springReadsTheCertificateOfAClient() throws IOException {
        Map<String, Object> client = asTheWriterReadsThem(Scenario.of("mtls").render(), "writer");
        assertThat(client)
                .containsEntry("security.protocol", "SSL")
                .containsEntry("ssl.keystore.type", "PEM")
                .containsEntry("ssl.keystore.key", "content of penstock-client/tls.key")
                .containsEntry("ssl.keystore.certificate.chain", "content of penstock-client/tls.crt")
                .containsEntry("ssl.endpoint.identification.algorithm", "");
    }

    @Test
    void springReadsAWholeLineOfJaas() throws IOException {
        Map<String, Object> client = asTheWriterReadsThem(Scenario.of("jaas").render(), "edge");
        assertThat(client).containsEntry("sasl.jaas.config", "content of kafka/sasl.jaas.config");
    }

    @Test
    void ingestctlReadsTheSecretsOfKafka() throws IOException {
        AdminClientConfig client = asIngestctlReadsThem("sasl");
        assertThat(client.getString("sasl.mechanism")).isEqualTo("SCRAM-SHA-512");
        assertThat(password(client, "sasl.jaas.config"))
                .endsWith("required username=\"content of kafka-admin/username\""
                        + " password=\"content of kafka-admin/password\";");
        assertThat(client.getString("ssl.truststore.location")).endsWith("/kafka-ca/ca.crt");
    }

    @Test
    void ingestctlReadsTheCertificateOfAClient() throws IOException {
        AdminClientConfig client = asIngestctlReadsThem("mtls");
        assertThat(password(client, "ssl.keystore.key")).isEqualTo("content of penstock-client/tls.key");
        assertThat(password(client, "ssl.keystore.certificate.chain")).isEqualTo("content of penstock-client/tls.crt");
    }

    /// Lays the files as the kubelet would, starts Spring on them, and asks for the settings of a client.
    private Map<String, Object> asTheWriterReadsThem(Rendered rendered, String component) throws IOException {
        Node spec = rendered.one("Deployment", "-" + component).at("spec.template.spec");
        for (Node source : spec.named("volumes", "secrets").list("projected.sources")) {
            for (Node item : source.list("secret.items")) {
                lay("secrets/" + item.text("path"), source.text("secret.name"), item.text("key"));
            }
        }
        String application =
                rendered.one("ConfigMap", "-" + component).at("data").text("[application.yaml]");
        Path config = Files.createDirectories(pod.resolve("config"));
        Files.writeString(
                config.resolve("application.yaml"), application.replace("/etc/penstock/secrets", pod + "/secrets"));
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Bound.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.additional-location=" + config.toUri(), "spring.main.banner-mode=off")
                .run()) {
            return context.getBean(KafkaProperties.class).buildConsumerProperties();
        }
    }

    private AdminClientConfig asIngestctlReadsThem(String scenario) throws IOException {
        Rendered rendered = Scenario.of(scenario).render();
        Node template = rendered.one("Deployment", "-ingestctl").at("spec.template");
        for (Node volume : template.list("spec.volumes")) {
            for (Node item : volume.list("secret.items")) {
                lay(volume.text("name") + "/" + item.text("path"), volume.text("secret.secretName"), item.text("key"));
            }
        }
        Node annotations = template.at("metadata.annotations");
        String file = annotations.text("[penstock.dev/kafka-properties]").replace("/etc/penstock", pod.toString());
        Properties properties = new Properties();
        properties.load(new StringReader(file));
        Map<String, Object> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        settings.put("bootstrap.servers", "localhost:9092");
        return new AdminClientConfig(settings);
    }

    private void lay(String file, String secret, String key) throws IOException {
        Path target = pod.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, "content of " + secret + "/" + key);
    }

    private static String password(AdminClientConfig client, String name) {
        Password value = client.getPassword(name);
        return value.value();
    }

    /// Nothing but the properties.
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(KafkaProperties.class)
    static class Bound {}
}
