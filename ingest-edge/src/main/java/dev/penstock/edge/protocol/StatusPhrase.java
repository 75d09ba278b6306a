package dev.penstock.edge.protocol;

import org.springframework.http.HttpStatus;

/// What HTTP calls a status: the title of a problem that has no type of its own.
final class StatusPhrase {

    private StatusPhrase() {}

    static String of(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }
}
