package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.stream.StreamName;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Sends some hundred events a second of each stream until it is told to end.
final class Load implements AutoCloseable {

    private final Stage stage;
    private final List<StreamName> streams;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> sending;

    Load(Stage stage, StreamName... streams) {
        this.stage = stage;
        this.streams = streams.length == 0 ? List.of(StreamName.DEFAULT) : List.of(streams);
        this.sending = pace.scheduleWithFixedDelay(this::send, 0, 50, TimeUnit.MILLISECONDS);
    }

    /// Fails when the load has: a test under no load proves nothing.
    void end() {
        close();
        assertThat(sending.state()).as("what became of the load").isEqualTo(Future.State.CANCELLED);
    }

    @Override
    public void close() {
        sending.cancel(false);
        pace.close();
    }

    private void send() {
        try {
            for (StreamName stream : streams) {
                stage.send(stream, 30);
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the load cannot be sent", e);
        }
    }
}
