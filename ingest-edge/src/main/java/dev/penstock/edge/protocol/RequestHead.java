package dev.penstock.edge.protocol;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a protocol may look at of a request: all of it but the body.
public interface RequestHead {

    /// The method, such as `POST`.
    String method();

    /// The path as it was sent, without the query.
    String path();

    /// The first value of a header, by its name in any case.
    @Nullable
    String header(String name);

    /// The names of all headers, in any case.
    Set<String> headerNames();

    /// The first value of a query parameter, decoded; null when it is not there.
    @Nullable
    String parameter(String name);
}
