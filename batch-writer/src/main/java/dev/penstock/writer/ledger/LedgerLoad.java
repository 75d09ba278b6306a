package dev.penstock.writer.ledger;

import dev.penstock.writer.load.TopicLoader;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loads the ledger, and looks it over when it is loaded.
final class LedgerLoad implements TopicLoader.Work {

    private static final Logger log = LoggerFactory.getLogger(LedgerLoad.class);

    private final LedgerFlow.Tools tools;
    private final LedgerWatch watch;
    private boolean failing;

    LedgerLoad(LedgerFlow.Tools tools, LedgerWatch watch) {
        this.tools = tools;
        this.watch = watch;
    }

    @Override
    public TopicLoader.Flow begin(Consumer<byte[], byte[]> consumer) {
        LedgerFlow flow = new LedgerFlow(consumer, tools);
        return new TopicLoader.Flow(flow, () -> turn(flow));
    }

    private void turn(LedgerFlow flow) {
        flow.turn();
        if (flow.isAtEnd()) {
            failing = false;
            watch.whenDue(System.nanoTime());
        }
    }

    @Override
    public void failed(RuntimeException cause) {
        tools.metrics().kafkaFailed();
        if (!failing) {
            failing = true;
            log.atWarn().setCause(cause).log("the ledger cannot be read, will open another consumer");
        }
    }
}
