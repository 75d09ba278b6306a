package dev.penstock.writer.settle;

import dev.penstock.writer.deadletter.DeadLetterPublisher;
import dev.penstock.writer.deadletter.Letter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Takes letters but those of some offsets.
final class ScriptedBox implements LetterBox {

    final List<Letter> published = new ArrayList<>();
    final Set<Long> refuse = new HashSet<>();
    Set<Long> storedBefore = Set.of();

    private final ScriptedSink sink;

    ScriptedBox(ScriptedSink sink) {
        this.sink = sink;
    }

    @Override
    public DeadLetterPublisher.Result publish(List<Letter> letters) {
        storedBefore = Set.copyOf(sink.stored);
        published.addAll(letters);
        List<Letter> refused = letters.stream()
                .filter(letter -> refuse.contains(letter.record().offset()))
                .toList();
        return new DeadLetterPublisher.Result(refused, refused.isEmpty() ? "" : "refused");
    }
}
