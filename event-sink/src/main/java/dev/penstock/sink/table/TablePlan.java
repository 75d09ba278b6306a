package dev.penstock.sink.table;

import java.util.List;
import java.util.stream.Collectors;

/// What it takes to make a stream's table, its view and its quarantine what they should be.
///
/// Statements are in order, and each may run again.
public sealed interface TablePlan {

    /// Nothing. Also of a stream without a table of its own.
    record Same() implements TablePlan {}

    /// The table is not there.
    record Create(List<String> statements) implements TablePlan {

        public Create {
            statements = List.copyOf(statements);
        }
    }

    /// The table is there and lacks columns; or its view, its quarantine or its retention is not what it should be.
    /// The statements take nothing away, but for a shorter retention, which deletes what is older.
    record AddColumns(List<String> statements) implements TablePlan {

        public AddColumns {
            statements = List.copyOf(statements);
        }
    }

    /// What is there, or what is wanted, would have to be another. Nothing is to be run.
    ///
    /// @param differences at least one
    record Impossible(List<Difference> differences) implements TablePlan {

        public Impossible {
            if (differences.isEmpty()) {
                throw new IllegalArgumentException("a plan is impossible for a reason");
            }
            differences = List.copyOf(differences);
        }

        /// All differences, for people.
        public String sentences() {
            return differences.stream().map(Difference::sentence).collect(Collectors.joining("; "));
        }
    }

    /// One thing that is not as it should be, and that no statement of ours changes.
    ///
    /// @param subject the column, table, view or stream, as `column amount`
    /// @param has what it has, as `the type String`
    /// @param wants what the definition wants instead, as `the type Int64`
    record Difference(String subject, String has, String wants) {

        public String sentence() {
            return subject + " has " + has + " and should have " + wants;
        }
    }
}
