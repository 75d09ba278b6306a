package dev.penstock.writer.control;

import dev.penstock.model.control.ControlFact.StreamFact;
import dev.penstock.model.stream.StreamName;
import dev.penstock.normalize.Shape;
import dev.penstock.normalize.definition.Definitions;
import dev.penstock.normalize.definition.Definitions.Answer;
import dev.penstock.normalize.definition.StreamDefinition;
import java.util.HashMap;
import java.util.Map;

/// The definitions that stand in the control topic, read.
final class StreamDefinitions {

    private StreamDefinitions() {}

    static Definitions of(Map<StreamName, StreamFact> facts) {
        Map<StreamName, Answer> answers = new HashMap<>();
        facts.forEach((name, fact) ->
                answers.put(name, new Answer.Defined(new StreamDefinition(name, fact.version(), Shape.COMMON))));
        Answer undefined = new Answer.Undefined();
        return stream -> answers.getOrDefault(stream, undefined);
    }
}
