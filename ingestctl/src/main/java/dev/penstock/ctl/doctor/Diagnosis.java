package dev.penstock.ctl.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What one check found.
///
/// @param check what was looked at
/// @param advice what to do; empty when nothing is to be done
record Diagnosis(String check, Grade grade, String finding, String advice) {

    static Diagnosis fine(String check, String finding) {
        return new Diagnosis(check, Grade.OK, finding, "");
    }

    /// It works, and somebody should know.
    static Diagnosis note(String check, String finding, String advice) {
        return new Diagnosis(check, Grade.NOTE, finding, advice);
    }

    /// A promise is not kept, or cannot be.
    static Diagnosis trouble(String check, String finding, String advice) {
        return new Diagnosis(check, Grade.TROUBLE, finding, advice);
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("check", check);
        document.put("grade", grade);
        document.put("finding", finding);
        document.put("advice", advice);
        return document;
    }

    enum Grade {
        OK,
        NOTE,
        TROUBLE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
