package dev.penstock.normalize.definition;

import java.util.List;

/// A text is no definition, or none of its stream.
public final class UnusableDefinitionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    UnusableDefinitionException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = faults;
    }

    /// Every fault, a sentence each: the place as a JSON pointer, the value, and what to write instead.
    public List<String> faults() {
        return faults;
    }
}
