package dev.penstock.writer.consume;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.event.ConsumerStoppingEvent;
import org.springframework.kafka.event.KafkaEvent;

/// Hears that the consumer ends: on its thread and before it leaves its group, while offsets can still be
/// committed.
final class ConsumerEnd implements ApplicationListener<KafkaEvent> {

    private final EventsListener listener;
    private final ApplicationContext context;

    ConsumerEnd(EventsListener listener, ApplicationContext context) {
        this.listener = listener;
        this.context = context;
    }

    @Override
    public void onApplicationEvent(KafkaEvent event) {
        if (event instanceof ConsumerStoppingEvent stopping) {
            listener.stopping(stopping.getConsumer());
        } else if (event instanceof ConsumerStoppedEvent stopped
                && stopped.getReason() != ConsumerStoppedEvent.Reason.NORMAL) {
            // A container that has ended for good cannot be started again from within: the process must.
            AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
        }
    }
}
