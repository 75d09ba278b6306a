package dev.penstock.local.clickhouse;

/// What a statement does to what outlives it, in the words of the engine's own parser.
enum StatementClass {
    /// SELECT, SHOW, DESCRIBE, EXPLAIN, EXISTS: leaves no trace.
    READ_ONLY,
    /// INSERT, CREATE, ALTER and the like.
    MUTATING,
    /// Users, functions, named collections: persistent, beside the databases.
    MUTATING_GLOBAL,
    /// SET, USE, SYSTEM, KILL, temporary tables: may change the connection it ran on.
    CONTROL,
    /// Did not parse.
    UNKNOWN;

    /// The class with the number that libchdb's header gives it.
    static StatementClass of(int code) {
        return switch (code) {
            case 0 -> READ_ONLY;
            case 1 -> MUTATING;
            case 2 -> MUTATING_GLOBAL;
            case 3 -> CONTROL;
            default -> UNKNOWN;
        };
    }
}
