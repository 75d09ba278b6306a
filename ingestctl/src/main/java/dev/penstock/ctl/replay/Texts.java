package dev.penstock.ctl.replay;

import dev.penstock.ctl.replay.plan.ReplayPlan;

/// What several commands say.
final class Texts {

    static final String NOTHING = "nothing was changed";

    private Texts() {}

    static String run(String plan) {
        return "`ingestctl replay run --plan " + plan + " --execute`";
    }

    static String records(long count) {
        return count == 1 ? "1 record" : count + " records";
    }

    static String events(long count) {
        return count == 1 ? "1 event" : count + " events";
    }

    static String subject(ReplayPlan plan) {
        return "replay/" + plan.id();
    }
}
