package dev.penstock.edge.http;

import dev.penstock.edge.publish.Placement;
import dev.penstock.edge.stored.Awaiting;
import dev.penstock.edge.stored.Fates;
import dev.penstock.edge.stored.Waiting;
import dev.penstock.model.event.Event;
import dev.penstock.model.topic.TopicId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// One request on its way to being stored: its events until Kafka has them, and only where they are from then on.
final class StoredWait {

    private final Awaiting awaiting;
    private final @Nullable TopicId topic;
    private final Placement placement;
    private List<Event> events;

    /// To be made before anything is published.
    StoredWait(Awaiting awaiting, List<Event> events) {
        this.awaiting = awaiting;
        this.topic = awaiting.topic();
        this.placement = new Placement(events.size());
        this.events = events;
    }

    Placement placement() {
        return placement;
    }

    List<Event> events() {
        return events;
    }

    /// Hands the events over, to be forgotten: their bodies must not be held while this waits.
    List<Event> release() {
        List<Event> released = events;
        events = List.of();
        return released;
    }

    /// Waits, once all events are acknowledged. Ends with the subscription.
    Mono<Fates> fates(EventLoop loop) {
        return Mono.create(sink -> {
            // A writer's news serve all requests: they only knock.
            Waiting waiting = awaiting.await(topic, placement, fates -> loop.execute(() -> sink.success(fates)));
            if (waiting != null) {
                ScheduledFuture<?> deadline =
                        loop.schedule(waiting::expire, awaiting.timeout().toNanos(), TimeUnit.NANOSECONDS);
                sink.onDispose(() -> {
                    deadline.cancel(false);
                    waiting.cancel();
                });
            }
        });
    }
}
