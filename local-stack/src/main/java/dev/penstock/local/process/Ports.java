package dev.penstock.local.process;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// TCP ports of 127.0.0.1.
public final class Ports {

    private Ports() {}

    /// A port that nobody uses now. Somebody else may take it before the caller does; that is then a start that
    /// fails.
    public static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// The same port when nobody uses it; for 0 a free one. `argument` is the one to change, named in the message.
    ///
    /// @throws IllegalStateException naming the port that is taken
    public static int claim(int port, String argument) throws IOException {
        if (port == 0) {
            return free();
        }
        try (ServerSocket socket = new ServerSocket()) {
            // As the servers do it: a port whose last user has just gone counts as free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return port;
        } catch (BindException e) {
            throw new IllegalStateException(
                    "port " + port + " on 127.0.0.1 is taken: stop what uses it or choose another with " + argument, e);
        }
    }
}
