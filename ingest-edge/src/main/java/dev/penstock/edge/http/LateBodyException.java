package dev.penstock.edge.http;

import io.netty.channel.ChannelException;

/// A body did not come to its end in time. Travels through the server as the error of the body, as those of its own
/// deadlines do; without a stack trace because it is no error of ours.
final class LateBodyException extends ChannelException {

    private static final long serialVersionUID = 1L;

    LateBodyException() {
        super("the body did not arrive in time", null, true);
    }
}
