package dev.penstock.control.write;

import dev.penstock.control.SampleFacts;
import dev.penstock.control.topic.ControlTopic;
import dev.penstock.model.control.ControlRecord;
import dev.penstock.model.wire.ControlCodec;
import java.time.Duration;
import java.util.Map;

/// A writer that dies between sending and committing. Run in a process of its own: `main(bootstrap, topic)`.
final class AbandonedTransaction {

    private AbandonedTransaction() {}

    public static void main(String[] arguments) {
        ControlTopic topic = new ControlTopic(arguments[1], Map.of("bootstrap.servers", arguments[0]));
        WriterTransaction transaction =
                new WriterTransaction(topic, new WriterSettings("dying", Duration.ofSeconds(5)));
        transaction.fenceOthers();
        transaction.begin();
        ControlRecord record = SampleFacts.record(SampleFacts.aKey(666));
        transaction.send(ControlCodec.encodeKey(record.fact()), ControlCodec.encode(record));
        System.out.println("sent");
        Runtime.getRuntime().halt(137);
    }
}
