package dev.penstock.writer;

import dev.penstock.model.event.Payload;
import dev.penstock.writer.letters.ColumnPointers;
import dev.penstock.writer.letters.PayloadRules;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The writer with rules and a definition for dead letters: `mail` is hidden, and the columns of `orders` are found.
final class RuledWriter {

    /// What stands in the place of what is hidden.
    static final String HIDDEN = "hidden";

    private RuledWriter() {}

    public static void main(String[] args) {
        new SpringApplication(WriterApplication.class, Rules.class).run(args);
    }

    @Configuration(proxyBeanMethods = false)
    static class Rules {

        @Bean
        static BeanPostProcessor rules() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return switch (bean) {
                        case PayloadRules none -> (PayloadRules) (stream, payload) -> hidden(payload);
                        case ColumnPointers none ->
                            (ColumnPointers) stream -> stream.value().equals("orders")
                                    ? Map.of("price", "/price", "mail", "/mail", "tags", "/tags")
                                    : Map.of();
                        default -> bean;
                    };
                }
            };
        }

        private static Payload hidden(Payload payload) {
            String json = new String(payload.toByteArray(), StandardCharsets.UTF_8);
            return Payload.of(json.replaceAll("\"mail\": \"[^\"]*\"", "\"mail\": \"" + HIDDEN + "\""));
        }
    }
}
