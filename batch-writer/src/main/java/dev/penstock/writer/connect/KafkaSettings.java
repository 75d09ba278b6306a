package dev.penstock.writer.connect;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/// `spring.kafka.*` as Kafka's clients take it, each time a copy of its own. Boot's own clients would get the same.
public final class KafkaSettings {

    private final KafkaProperties kafka;
    private final SslBundles bundles;

    KafkaSettings(KafkaProperties kafka, SslBundles bundles) {
        this.kafka = kafka;
        this.bundles = bundles;
    }

    public Map<String, Object> consumer() {
        return secured(kafka.buildConsumerProperties(), kafka.getConsumer().getSsl());
    }

    Map<String, Object> producer() {
        return secured(kafka.buildProducerProperties(), kafka.getProducer().getSsl());
    }

    /// Addresses, security and the name of the client, and nothing that is for one kind of client alone.
    public Map<String, Object> admin() {
        return secured(kafka.buildAdminProperties(), kafka.getAdmin().getSsl());
    }

    private Map<String, Object> secured(Map<String, Object> built, KafkaProperties.Ssl own) {
        Map<String, Object> properties = new HashMap<>(built);
        @Nullable String bundle = own.getBundle() == null ? kafka.getSsl().getBundle() : own.getBundle();
        if (bundle != null) {
            properties.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, SslBundleSslEngineFactory.class);
            properties.put(SslBundle.class.getName(), bundles.getBundle(bundle));
        }
        return properties;
    }
}
