package dev.penstock.writer;

import dev.penstock.model.ledger.LedgerRecord;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.sink.block.Block;
import dev.penstock.sink.block.BlockOrigin;
import dev.penstock.sink.failure.InsertResult;
import dev.penstock.sink.insert.Presence;
import dev.penstock.writer.connect.AcknowledgedSends;
import dev.penstock.writer.control.Revisions;
import dev.penstock.writer.deadletter.DeadLetterPublisher;
import dev.penstock.writer.deadletter.Letter;
import dev.penstock.writer.fuse.Halting;
import dev.penstock.writer.park.Parked;
import dev.penstock.writer.settle.BlockSink;
import dev.penstock.writer.settle.Ledger;
import dev.penstock.writer.settle.LetterBox;
import dev.penstock.writer.settle.ParkingPlace;
import dev.penstock.writer.settle.Trial;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// The writer, dying at a place of one's choice: `--failpoint=before_insert:3` ends the process, as SIGKILL does, the
/// third time it comes there. Known are `before_insert` (so after the intent was committed), `after_insert` (before
/// the dead letters), `after_letters` (before the offset is committed), `before_halt` (when a fuse has blown and nobody
/// knows yet), `after_halt` (when the halt is written and the batch is not read anew), `before_parked` (when it is) and
/// `after_parked` (before the line of the ledger), and `after_ledger` (before the offset is committed).
final class MortalWriter {

    private static final int KILLED = 137;

    private MortalWriter() {}

    public static void main(String[] args) {
        new SpringApplication(WriterApplication.class, Failpoints.class).run(args);
    }

    @Configuration(proxyBeanMethods = false)
    static class Failpoints {

        @Bean
        static BeanPostProcessor failpoint(Environment environment) {
            String named = environment.getRequiredProperty("failpoint");
            int colon = named.indexOf(':');
            String place = named.substring(0, colon);
            AtomicInteger left = new AtomicInteger(Integer.parseInt(named.substring(colon + 1)));
            Death death = here -> {
                if (here.equals(place) && left.decrementAndGet() == 0) {
                    Runtime.getRuntime().halt(KILLED);
                }
            };
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return switch (bean) {
                        case BlockSink sink -> new MortalSink(sink, death);
                        case LetterBox letters -> new MortalBox(letters, death);
                        case ParkingPlace place -> new MortalPlace(place, death);
                        case Ledger ledger -> new MortalLedger(ledger, death);
                        case Halting halting -> new MortalHalting(halting, death);
                        case Revisions revisions -> new MortalRevisions(revisions, death);
                        default -> bean;
                    };
                }
            };
        }
    }

    private interface Death {

        void comesTo(String place);
    }

    private record MortalSink(BlockSink sink, Death death) implements BlockSink {

        @Override
        public InsertResult insert(Block block, BlockOrigin origin) throws InterruptedException {
            death.comesTo("before_insert");
            InsertResult result = sink.insert(block, origin);
            if (result instanceof InsertResult.Stored) {
                death.comesTo("after_insert");
            }
            return result;
        }

        @Override
        public InsertResult insertAnyway(Block block, BlockOrigin origin) throws InterruptedException {
            return sink.insertAnyway(block, origin);
        }

        @Override
        public Presence presence(Block block, BlockOrigin origin) {
            return sink.presence(block, origin);
        }

        @Override
        public Trial trial(Shape shape) {
            return sink.trial(shape);
        }

        @Override
        public void refresh() {
            sink.refresh();
        }
    }

    private record MortalBox(LetterBox letters, Death death) implements LetterBox {

        @Override
        public DeadLetterPublisher.Result publish(List<Letter> some) throws InterruptedException {
            DeadLetterPublisher.Result result = letters.publish(some);
            if (result.unacknowledged().isEmpty()) {
                death.comesTo("after_letters");
            }
            return result;
        }
    }

    private record MortalPlace(ParkingPlace place, Death death) implements ParkingPlace {

        @Override
        public AcknowledgedSends.Result<Parked> publish(List<Parked> records) throws InterruptedException {
            death.comesTo("before_parked");
            AcknowledgedSends.Result<Parked> result = place.publish(records);
            if (result.unacknowledged().isEmpty()) {
                death.comesTo("after_parked");
            }
            return result;
        }
    }

    private record MortalLedger(Ledger ledger, Death death) implements Ledger {

        @Override
        public AcknowledgedSends.Result<LedgerRecord> publish(LedgerRecord line) throws InterruptedException {
            AcknowledgedSends.Result<LedgerRecord> result = ledger.publish(line);
            if (result.unacknowledged().isEmpty()) {
                death.comesTo("after_ledger");
            }
            return result;
        }
    }

    private record MortalHalting(Halting halting, Death death) implements Halting {

        @Override
        public void request(StreamName stream, long revision, String reason) {
            death.comesTo("before_halt");
            halting.request(stream, revision, reason);
        }
    }

    private record MortalRevisions(Revisions revisions, Death death) implements Revisions {

        @Override
        public OptionalLong current() {
            return revisions.current();
        }

        @Override
        public Standing standing(long revision, Duration waited) {
            return revisions.standing(revision, waited);
        }

        @Override
        public boolean isChanged(StreamName stream, long revision) {
            boolean changed = revisions.isChanged(stream, revision);
            if (changed) {
                death.comesTo("after_halt");
            }
            return changed;
        }
    }
}
