package dev.penstock.bench.picture;

/// Who answers what panels ask, as JSON.
interface Answers {

    /// What Prometheus answers, over the time of the run.
    ///
    /// @param expression complete PromQL
    String expression(String expression);

    /// What ClickHouse answers.
    ///
    /// @param statement complete SQL that returns rows
    String statement(String statement);
}
