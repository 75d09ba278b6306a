package dev.penstock.writer.settle;

import dev.penstock.writer.deadletter.DeadLetterPublisher;
import dev.penstock.writer.deadletter.Letter;
import java.util.List;

/// Where letters go: [DeadLetterPublisher], or a scripted one in a test.
public interface LetterBox {

    /// Publishes letters and waits for their acknowledgement.
    DeadLetterPublisher.Result publish(List<Letter> letters) throws InterruptedException;
}
