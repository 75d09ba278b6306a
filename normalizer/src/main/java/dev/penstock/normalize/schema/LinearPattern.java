package dev.penstock.normalize.schema;

import com.google.re2j.Pattern;
import com.networknt.schema.regex.RegularExpression;

/// A pattern of a schema, found anywhere in a text.
final class LinearPattern implements RegularExpression {

    private final Pattern pattern;

    LinearPattern(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    @Override
    public boolean matches(String text) {
        return pattern.matcher(text).find();
    }
}
