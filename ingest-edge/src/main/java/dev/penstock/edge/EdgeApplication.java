package dev.penstock.edge;

import dev.penstock.edge.admit.AdmitConfiguration;
import dev.penstock.edge.authenticate.AuthenticateConfiguration;
import dev.penstock.edge.http.HttpConfiguration;
import dev.penstock.edge.keys.KeysConfiguration;
import dev.penstock.edge.ledger.LedgerConfiguration;
import dev.penstock.edge.publish.PublishConfiguration;
import dev.penstock.edge.signal.SignalConfiguration;
import dev.penstock.edge.stored.StoredConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Import;

/// Takes events over HTTP and puts them on Kafka. The imports are the path of a request, in order.
@SpringBootConfiguration(proxyBeanMethods = false)
// Of Boot's Kafka only the properties are used: templates and listeners would be beans nobody asks for.
@EnableAutoConfiguration(exclude = KafkaAutoConfiguration.class)
@Import({
    HttpConfiguration.class,
    KeysConfiguration.class,
    AuthenticateConfiguration.class,
    AdmitConfiguration.class,
    LedgerConfiguration.class,
    PublishConfiguration.class,
    SignalConfiguration.class,
    StoredConfiguration.class
})
public class EdgeApplication {

    public static void main(String[] args) {
        SpringApplication.run(EdgeApplication.class, args);
    }
}
