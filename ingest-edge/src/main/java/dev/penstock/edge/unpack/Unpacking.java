package dev.penstock.edge.unpack;

/// What unpacking a body came to.
public enum Unpacking {
    /// All of it unpacked, and verified as far as its format can be.
    UNPACKED("the body is sound"),

    /// Not this format, cut short, a wrong checksum, or something behind the end.
    MALFORMED("the body is not what its Content-Encoding says, is cut short or damaged, or goes on after its end"),

    /// More parts one after another than anybody needs.
    TOO_MANY_PARTS("the body is packed in more than " + Output.MOST_PARTS + " parts"),

    /// A window that its reader would have to keep, and that RFC 9659 does not allow.
    WINDOW_TOO_LARGE("the body was packed with a window of more than 8 MB"),

    /// More output than is allowed.
    TOO_LARGE("the body unpacks to more than it may"),

    /// [Room] said no.
    NO_ROOM("this edge holds as much as it may, try again");

    private final String sentence;

    Unpacking(String sentence) {
        this.sentence = sentence;
    }

    /// For the sender.
    public String sentence() {
        return sentence;
    }
}
