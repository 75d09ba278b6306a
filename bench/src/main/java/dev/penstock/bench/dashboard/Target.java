package dev.penstock.bench.dashboard;

/// One question of a panel.
public sealed interface Target {

    /// An expression for Prometheus.
    ///
    /// @param legend what a series is called, with `{{label}}` for the value of a label
    record Expression(String text, String legend) implements Target {}

    /// A statement for ClickHouse.
    ///
    /// @param series whether its rows are points in time; else they are a table's
    record Statement(String text, boolean series) implements Target {}
}
