package dev.penstock.writer.settle;

import dev.penstock.normalize.Shape;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.BlockInserts;
import dev.penstock.sink.insert.Presence;
import dev.penstock.sink.insert.TrialInserts;
import dev.penstock.sink.insert.TrialResult;
import dev.penstock.writer.control.Rulebook;
import dev.penstock.writer.count.BatchLines;
import dev.penstock.writer.deadletter.DeadLetterPublisher;
import dev.penstock.writer.fuse.FuseLimits;
import dev.penstock.writer.insert.InsertGate;
import dev.penstock.writer.insert.InsertMetrics;
import dev.penstock.writer.park.ParkedPublisher;
import dev.penstock.writer.trace.InsertTracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The wiring of this feature.
@Configuration(proxyBeanMethods = false)
public class SettleConfiguration {

    @Bean
    BlockSink blockSink(BlockInserts inserts) {
        return new TableSink(inserts);
    }

    @Bean
    LetterBox letterBox(DeadLetterPublisher letters) {
        return letters::publish;
    }

    @Bean
    ParkingPlace parkingPlace(ParkedPublisher parked) {
        return parked::publish;
    }

    @Bean
    Ledger ledger(BatchLines lines) {
        return lines::publish;
    }

    @Bean
    Settler settler(
            Rulebook rules,
            FuseLimits fuse,
            BlockSink sink,
            InsertGate gate,
            InsertMetrics insertMetrics,
            InsertTracing tracing,
            LetterBox letters,
            ParkingPlace parkingPlace,
            Ledger ledger,
            MeterRegistry registry,
            InstantSource clock) {
        String version = Optional.ofNullable(
                        SettleConfiguration.class.getPackage().getImplementationVersion())
                .orElse("development");
        SettleMetrics metrics = new SettleMetrics(registry);
        return new Settler(
                new BatchReader(version),
                rules::at,
                fuse,
                sink,
                new Delivery(sink, metrics),
                gate,
                insertMetrics,
                tracing,
                letters,
                parkingPlace,
                ledger,
                metrics,
                clock);
    }

    private record TableSink(BlockInserts inserts) implements BlockSink {

        @Override
        public InsertResult insert(Block block, BlockOrigin origin) throws InterruptedException {
            return inserts.insert(block, origin);
        }

        @Override
        public InsertResult insertAnyway(Block block, BlockOrigin origin) throws InterruptedException {
            return inserts.insertAnyway(block, origin);
        }

        @Override
        public Presence presence(Block block, BlockOrigin origin) {
            return inserts.presence(block, origin);
        }

        @Override
        public Trial trial(Shape shape) {
            return new CopyTrial(inserts.trial(shape));
        }

        @Override
        public void refresh() {
            inserts.refresh();
        }
    }

    private record CopyTrial(TrialInserts copy) implements Trial {

        @Override
        public TrialResult insert(Block block, BlockOrigin origin) throws InterruptedException {
            return copy.insert(block, origin);
        }

        @Override
        public void close() {
            copy.close();
        }
    }
}
