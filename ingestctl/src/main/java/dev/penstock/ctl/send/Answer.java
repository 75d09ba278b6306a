package dev.penstock.ctl.send;

/// What the edge answered.
///
/// @param body cut to what a person reads
record Answer(int status, String body) {

    private static final int LONGEST = 2_000;

    Answer {
        body = body.length() <= LONGEST ? body : body.substring(0, LONGEST) + "…";
    }

    boolean accepted() {
        return status == 202 || status == 200;
    }
}
