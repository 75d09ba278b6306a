package dev.penstock.sink.connect;

import java.net.URI;
import java.util.regex.Pattern;

/// Where ClickHouse is, and as whom to go there.
///
/// @param url its HTTP interface, `http://host:8123` or `https://host:8443`; one endpoint, which may be a load
/// balancer's
/// @param password empty for none; never shown
/// @param database 1 to 64 of `A-Z a-z 0-9 _`, the first one no digit: it becomes part of statements
public record ClickHouseSettings(URI url, String username, String password, String database) {

    private static final Pattern DATABASE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

    public ClickHouseSettings {
        // First: a URL with a password in it must not get into the message of another mistake.
        String authority = url.getRawAuthority();
        if (authority != null && authority.contains("@")) {
            throw new IllegalArgumentException("url must not carry a user; username and password have their own place");
        }
        String scheme = url.getScheme();
        if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException("url must be http://host:port or https://host:port: " + url);
        }
        if (username.isEmpty()) {
            throw new IllegalArgumentException("username must not be empty; ClickHouse's own is 'default'");
        }
        if (!DATABASE.matcher(database).matches()) {
            throw new IllegalArgumentException(
                    "database must be 1 to 64 of A-Z a-z 0-9 _ and not begin with a digit: '" + database + "'");
        }
    }

    @Override
    public String toString() {
        return "ClickHouseSettings[url=" + url + ", username=" + username + ", database=" + database + "]";
    }
}
