package dev.penstock.ctl;

import java.io.PrintWriter;
import java.io.StringWriter;

/// A command line that was run in this process.
record CommandRun(int exit, String out, String err) {

    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Ingestctl.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new CommandRun(exit, out.toString(), err.toString());
    }
}
