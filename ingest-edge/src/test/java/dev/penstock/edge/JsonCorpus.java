package dev.penstock.edge;

import dev.penstock.model.event.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Bodies as they come, sound ones and others, and what becomes of each under the default limits.
public final class JsonCorpus {

    private final List<Sample> samples = new ArrayList<>();

    private JsonCorpus() {}

    /// One body.
    ///
    /// @param verdict for each event `ok` or the code of its rejection; `!` and a code when the body is refused
    public record Sample(String name, Payload body, String verdict) {

        @Override
        public String toString() {
            return name;
        }
    }

    public static List<Sample> samples() {
        JsonCorpus corpus = new JsonCorpus();
        corpus.forms();
        corpus.grammar();
        corpus.numbers();
        corpus.strings();
        corpus.bytes();
        corpus.names();
        corpus.limits();
        return List.copyOf(corpus.samples);
    }

    static Stream<Sample> stream() {
        return samples().stream();
    }

    private void forms() {
        add("an object", "{\"a\":1}", "ok");
        add("an empty object", "{}", "ok");
        add("an object with white space everywhere", " \t\r\n{ \"a\" :\t1 ,\r\n\"b\": [ ] }\r\n ", "ok");
        add("an array of objects", "[{\"a\":1},{\"b\":2} , {} ]", "ok,ok,ok");
        add("an array with one that is none", "[{\"a\":1},2,\"x\",null,[{}]]", verdicts("ok", 4, "not_an_object"));
        add("nothing", "", "!empty_body");
        add("white space only", " \r\n\t ", "!empty_body");
        add("an empty array", " [ ] ", "!empty_body");
        add("a number", "1", "not_an_object");
        add("a string", "\"{}\"", "not_an_object");
        add("null", "null", "not_an_object");
        add("two objects without a line between", "{\"a\":1}{\"b\":2} {}", "ok,ok,ok");
        add("lines", "{\"a\":1}\n{\"b\":2}\n", "ok,ok");
        add("lines, the last without its end", "{\"a\":1}\n{\"b\":2}", "ok,ok");
        add("lines of Windows", "{\"a\":1}\r\n{\"b\":2}\r\n", "ok,ok");
        add("lines with blank ones", "\n\n{\"a\":1}\n\n \r\n{\"b\":2}\n\n", "ok,ok");
        add("lines with a bad one", "{\"a\":1}\n{\"a\":\n{\"b\":2}\n", "ok,malformed_json,ok");
        add("lines, the first bad", "{\"a\"}\n{\"b\":2}\n", "malformed_json,ok");
        add("lines, the last cut short", "{\"a\":1}\n{\"b\":2", "ok,malformed_json");
        add("lines, all bad", "{\"a\"}\n{\"b\"}\n", "malformed_json,malformed_json");
        add("lines, one an array", "{\"a\":1}\n[{\"b\":2}]\n", "ok,not_an_object");
        add("lines, several on one", "{\"a\":1}{\"b\":2}\n{\"c\":3}", "ok,ok,ok");
        add("an object over lines", "{\n\"a\":\n{\n\"b\":2}\n}\n", "ok");
        add("two objects over lines", "{\n\"a\":1\n}\n{\n\"b\":2\n}\n", "ok,ok");
        add("a comma after the object", "{\"a\":1},", "!malformed_json");
        add("a word after the object", "{\"a\":1} x", "!malformed_json");
        add("something after the array", "[{}] {}", "!malformed_json");
        add("an array in lines that is broken", "[{\"a\":1},\n{\"b\":}\n]", "!malformed_json");
        add("an array that does not end", "[{\"a\":1}", "!malformed_json");
        add("an array with a comma too many", "[{\"a\":1},]", "!malformed_json");
    }

    private void grammar() {
        for (String bad : List.of(
                "{",
                "}",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":1,,\"b\":2}",
                "{\"a\" 1}",
                "{\"a\"=1}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "{\"a\":[1}",
                "{\"a\":1]",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":tru}",
                "{\"a\":TRUE}",
                "{\"a\":nul}",
                "{\"a\":undefined}",
                "{\"a\":truex}",
                "/* */{}",
                "{\"a\":1}//",
                "{\"a\":1 /* x */}",
                "\uFEFFx")) {
            add("grammar " + bad, bad, "!malformed_json");
        }
        add("all kinds of values", "{\"a\":[true,false,null,\"\",0,-1.5e+3,{},[]]}", "ok");
    }

    private void numbers() {
        for (String bad : List.of(
                "01",
                "-01",
                "+1",
                ".5",
                "1.",
                "1.e3",
                "1e",
                "1e+",
                "-",
                "--1",
                "0x1F",
                "1_000",
                "NaN",
                "Infinity",
                "-Infinity",
                "1e309",
                "-1e400",
                "1e999999999",
                "1.7976931348623159e308")) {
            add("number " + bad, "{\"a\":" + bad + "}", "!malformed_json");
        }
        for (String good : List.of(
                "0",
                "-0",
                "-0.0",
                "0e0",
                "1E5",
                "1e-999",
                "1.7976931348623157e308",
                "123456789012345678901234567890",
                "0.1000000000000000055511151231257827")) {
            add("number " + good, "{\"a\":" + good + "}", "ok");
        }
        add("a number of 100 characters", "{\"a\":" + "1".repeat(100) + "}", "ok");
        add("a number of 101 characters", "{\"a\":" + "1".repeat(101) + "}", "!json_too_complex");
    }

    private void strings() {
        add("all escapes", "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"}", "ok");
        add("an escaped NUL in a value", "{\"a\":\"x\\u0000y\"}", "ok");
        add("line separators and the last characters", "{\"a\":\"\u2028\u2029\uFFFF\uDBFF\uDFFF\"}", "ok");
        add("DEL", "{\"a\":\"\u007f\"}", "ok");
        for (String bad : List.of(
                "\\x41",
                "\\u12",
                "\\u12G4",
                "\\",
                "\\a",
                "\\ud800",
                "\\ud800x",
                "\\ud800\\u0041",
                "\\ud800\\ud800",
                "\\udc00",
                "\\udc00\\ud800",
                "\\uD83D\\\\uDE00")) {
            add("string " + bad, "{\"a\":\"" + bad + "\"}", "!malformed_json");
        }
        for (int control : new int[] {0, 1, 8, 9, 0x0B, 0x0D, 0x1B, 0x1F}) {
            add("control character " + control, "{\"a\":\"x" + (char) control + "\"}", "!malformed_json");
        }
        // What stands on two lines could be lines, and the second does not begin like one.
        add("a newline in a string", "{\"a\":\"x\ny\"}", "!malformed_json");
    }

    private void bytes() {
        add("characters of 2, 3 and 4 bytes", "{\"é\":\"€😀\"}", "ok");
        for (String bad : List.of(
                "C0 AF",
                "C1 BF",
                "E0 80 AF",
                "F0 80 80 AF",
                "ED A0 80",
                "ED BF BF",
                "ED A0 BD ED B8 80",
                "F4 90 80 80",
                "F8 88 80 80 80",
                "80",
                "BF",
                "FF",
                "FE",
                "E2 82",
                "C3",
                "F0 9F 98")) {
            add("bytes " + bad, "7B 22 61 22 3A 22 " + bad + " 22 7D");
        }
        add("a byte order mark", "EF BB BF 7B 7D");
        add("UTF-16 with its mark", "FE FF 00 7B 00 7D");
        add("UTF-16 the other way round", "FF FE 7B 00 7D 00");
        add("UTF-16 without a mark", "7B 00 7D 00");
        add("UTF-32", "00 00 00 7B 00 00 00 7D");
        add("a NUL after the object", "7B 7D 00");
        add("a NUL before the object", "00 7B 7D");
        add("a form feed between", "7B 0C 7D");
        add("a no-break space between", "7B C2 A0 7D");
        add("Latin-1", "7B 22 61 22 3A 22 E9 22 7D");
    }

    private void names() {
        add("a name twice", "{\"a\":1,\"a\":2}", "!malformed_json");
        add("a name twice, once escaped", "{\"a\":1,\"\\u0061\":2}", "!malformed_json");
        add("a name twice, within", "{\"x\":[{\"a\":1,\"b\":2,\"a\":3}]}", "!malformed_json");
        add("a name twice, in two objects", "{\"a\":{\"a\":1},\"b\":{\"a\":1}}", "ok");
        add("names that differ in case", "{\"a\":1,\"A\":2}", "ok");
        add("names that only look the same", "{\"\u00e9\":1,\"e\u0301\":2}", "ok");
        add("an empty name", "{\"\":1}", "ok");
        add("an escaped NUL in a name", "{\"a\\u0000\":1}", "!malformed_json");
        add("half a pair in a name", "{\"\\ud800\":1}", "!malformed_json");
        add("__proto__", "{\"__proto__\":{\"x\":1},\"constructor\":{}}", "ok");
        add("a name of 256 bytes", "{\"" + "n".repeat(256) + "\":1}", "ok");
        add("a name of 257 bytes", "{\"" + "n".repeat(257) + "\":1}", "!json_too_complex");
        add("a name of 256 bytes, half of them escapes", "{\"" + "\\u0061".repeat(42) + "nnnn\":1}", "ok");
    }

    private void limits() {
        add("32 deep", "{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}", "ok");
        add("33 deep", "{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}", "!json_too_complex");
        add("100,000 deep", "[".repeat(100_000), "!json_too_complex");
        // The object, the name, the array, and what is in it.
        add("20,000 tokens", "{\"a\":[" + "1,".repeat(19_996) + "1]}", "ok");
        add("20,001 tokens", "{\"a\":[" + "1,".repeat(19_997) + "1]}", "!json_too_complex");
        add("a string of 64 KB", "{\"a\":\"" + "x".repeat(65_536) + "\"}", "ok");
        add(
                "a line too deep among others",
                "{\"a\":1}\n{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}\n{}",
                "ok,json_too_complex,ok");
    }

    private void add(String name, String json, String verdict) {
        samples.add(new Sample(name, Payload.of(json.getBytes(StandardCharsets.UTF_8)), verdict));
    }

    private void add(String name, String hex) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
        samples.add(new Sample(name, Payload.of(bytes), "!malformed_json"));
    }

    private static String verdicts(String first, int more, String each) {
        return first + ("," + each).repeat(more);
    }
}
