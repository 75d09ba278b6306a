package dev.penstock.writer.settle;

import dev.penstock.normalize.Normalizer;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.BlockInserts;
import dev.penstock.writer.deadletter.DeadLetterPublisher;
import dev.penstock.writer.insert.InsertGate;
import dev.penstock.writer.insert.InsertMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
public class SettleConfiguration {

    @Bean
    Settler settler(
            BlockInserts inserts,
            InsertGate gate,
            InsertMetrics insertMetrics,
            DeadLetterPublisher letters,
            MeterRegistry registry,
            InstantSource clock) {
        String version = Optional.ofNullable(
                        SettleConfiguration.class.getPackage().getImplementationVersion())
                .orElse("development");
        return new Settler(
                new BatchReader(new Normalizer(), version),
                sink(inserts),
                gate,
                insertMetrics,
                letters::publish,
                new SettleMetrics(registry),
                clock);
    }

    private static BlockSink sink(BlockInserts inserts) {
        return new BlockSink() {
            @Override
            public InsertResult insert(Block block, BlockOrigin origin) throws InterruptedException {
                return inserts.insert(block, origin);
            }

            @Override
            public void refresh() {
                inserts.refresh();
            }
        };
    }
}
