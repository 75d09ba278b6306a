package dev.penstock.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.model.event.Event;
import dev.penstock.model.stream.StreamName;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Sends some hundred events a second until it is told to end.
final class Load implements AutoCloseable {

    private static final int EACH = 30;

    private final Stage stage;
    private final Supplier<List<Event>> next;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> sending;

    /// Of the stream that everything without one belongs to.
    Load(Stage stage) {
        this(stage, StreamName.DEFAULT);
    }

    Load(Stage stage, StreamName stream) {
        this(stage, () -> SampleEvents.events(stream, EACH));
    }

    /// Of what `next` gives, twenty times a second.
    Load(Stage stage, Supplier<List<Event>> next) {
        this.stage = stage;
        this.next = next;
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
            stage.send(next.get());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the load cannot be sent", e);
        }
    }
}
