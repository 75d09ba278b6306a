package dev.penstock.normalize.unit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.measure.BinaryPrefix;
import javax.measure.MetricPrefix;
import javax.measure.Prefix;
import javax.measure.Unit;
import org.jspecify.annotations.Nullable;
import tech.units.indriya.function.MultiplyConverter;
import tech.units.indriya.function.RationalNumber;
import tech.units.indriya.unit.BaseUnit;
import tech.units.indriya.unit.UnitDimension;
import tech.units.indriya.unit.Units;

/// The symbols that are understood; each has one meaning. `KB` (1,000 or 1,024?), `gal` and `month` have none.
///
/// A list of our own, because the formats of the units library guess: they hold for the whole process, can be changed
/// by anybody, and read `C` as a temperature or a charge.
final class UnitSymbols {

    private static final Map<String, Prefix> METRIC = Map.ofEntries(
            Map.entry("f", MetricPrefix.FEMTO),
            Map.entry("p", MetricPrefix.PICO),
            Map.entry("n", MetricPrefix.NANO),
            Map.entry("u", MetricPrefix.MICRO),
            Map.entry("µ", MetricPrefix.MICRO),
            Map.entry("μ", MetricPrefix.MICRO),
            Map.entry("m", MetricPrefix.MILLI),
            Map.entry("c", MetricPrefix.CENTI),
            Map.entry("d", MetricPrefix.DECI),
            Map.entry("h", MetricPrefix.HECTO),
            Map.entry("k", MetricPrefix.KILO),
            Map.entry("M", MetricPrefix.MEGA),
            Map.entry("G", MetricPrefix.GIGA),
            Map.entry("T", MetricPrefix.TERA),
            Map.entry("P", MetricPrefix.PETA),
            Map.entry("E", MetricPrefix.EXA));

    private static final Map<String, Prefix> BINARY = Map.of(
            "Ki", BinaryPrefix.KIBI,
            "Mi", BinaryPrefix.MEBI,
            "Gi", BinaryPrefix.GIBI,
            "Ti", BinaryPrefix.TEBI,
            "Pi", BinaryPrefix.PEBI,
            "Ei", BinaryPrefix.EXBI);

    private static final Map<String, Symbol> ALL = meanings();

    private UnitSymbols() {}

    /// A unit without its zero, and where its zero is.
    ///
    /// @param zero in kelvin, null for a unit whose zero is nothing
    record Symbol(Unit<?> unit, @Nullable RationalNumber zero) {}

    static @Nullable Symbol find(String text) {
        return ALL.get(text);
    }

    static Set<String> all() {
        return ALL.keySet();
    }

    private static Map<String, Symbol> meanings() {
        Map<String, Symbol> all = new HashMap<>();
        time(all);
        information(all);
        temperature(all);
        space(all);
        mass(all);
        electricity(all);
        energy(all);
        ratio(all);
        return Map.copyOf(all);
    }

    private static void time(Map<String, Symbol> all) {
        small(all, "s", Units.SECOND);
        put(all, Units.SECOND, "sec", "second", "seconds");
        word(all, "millisecond", Units.SECOND.prefix(MetricPrefix.MILLI));
        word(all, "microsecond", Units.SECOND.prefix(MetricPrefix.MICRO));
        word(all, "nanosecond", Units.SECOND.prefix(MetricPrefix.NANO));
        put(all, times(Units.SECOND, "60"), "min", "minute", "minutes");
        put(all, times(Units.SECOND, "3600"), "h", "hour", "hours");
        put(all, times(Units.SECOND, "86400"), "d", "day", "days");
        put(all, times(Units.SECOND, "604800"), "wk", "week", "weeks");
        metric(all, "Hz", Units.HERTZ);
        put(all, Units.HERTZ.divide(60), "rpm");
    }

    private static void information(Map<String, Symbol> all) {
        Unit<?> bit = new BaseUnit<>("bit", UnitDimension.parse('B'));
        Unit<?> bytes = times(bit, "8");
        // By is what UCUM, and so OpenTelemetry, calls a byte.
        for (String symbol : new String[] {"B", "By"}) {
            large(all, symbol, bytes);
        }
        large(all, "bit", bit);
        put(all, bit, "bits");
        put(all, bytes, "byte", "bytes");
    }

    private static void temperature(Map<String, Symbol> all) {
        small(all, "K", Units.KELVIN);
        put(all, Units.KELVIN, "kelvin");
        Symbol celsius = new Symbol(Units.KELVIN, RationalNumber.of(new BigDecimal("273.15")));
        put(all, celsius, "°C", "℃", "degC", "Cel", "celsius");
        Symbol fahrenheit = new Symbol(
                Units.KELVIN.transform(MultiplyConverter.ofRational(5, 9)), RationalNumber.of(45_967L * 5, 100L * 9));
        put(all, fahrenheit, "°F", "℉", "degF", "fahrenheit");
    }

    private static void space(Map<String, Symbol> all) {
        metric(all, "m", Units.METRE);
        word(all, "meter", Units.METRE);
        word(all, "metre", Units.METRE);
        word(all, "kilometer", Units.METRE.prefix(MetricPrefix.KILO));
        word(all, "kilometre", Units.METRE.prefix(MetricPrefix.KILO));
        put(all, times(Units.METRE, "0.0254"), "in", "inch", "inches");
        put(all, times(Units.METRE, "0.3048"), "ft", "foot", "feet");
        put(all, times(Units.METRE, "0.9144"), "yd", "yard", "yards");
        Unit<?> mile = times(Units.METRE, "1609.344");
        put(all, mile, "mi", "mile", "miles");
        put(all, times(Units.METRE, "1852"), "nmi");
        put(all, mile.divide(times(Units.SECOND, "3600")), "mph");
        put(all, times(Units.METRE, "1852").divide(times(Units.SECOND, "3600")), "kn");
        put(all, times(Units.METRE.pow(2), "10000"), "ha");
        Unit<?> litre = times(Units.METRE.pow(3), "0.001");
        metric(all, "L", litre);
        metric(all, "l", litre);
        word(all, "liter", litre);
        word(all, "litre", litre);
        Unit<?> degree = new BaseUnit<>("deg", UnitDimension.parse('A'));
        put(all, degree, "deg", "°");
        put(all, times(degree, "360"), "turn");
    }

    private static void mass(Map<String, Symbol> all) {
        metric(all, "g", Units.GRAM);
        word(all, "gram", Units.GRAM);
        word(all, "kilogram", Units.KILOGRAM);
        put(all, times(Units.KILOGRAM, "1000"), "t", "tonne", "tonnes");
        put(all, times(Units.KILOGRAM, "0.45359237"), "lb", "lbs");
        put(all, times(Units.KILOGRAM, "0.028349523125"), "oz");
        metric(all, "mol", Units.MOLE);
    }

    private static void electricity(Map<String, Symbol> all) {
        metric(all, "A", Units.AMPERE);
        metric(all, "V", Units.VOLT);
        metric(all, "F", Units.FARAD);
        metric(all, "C", Units.COULOMB);
        metric(all, "Ohm", Units.OHM);
        metric(all, "Ω", Units.OHM);
        metric(all, "Ah", times(Units.COULOMB, "3600"));
    }

    private static void energy(Map<String, Symbol> all) {
        metric(all, "N", Units.NEWTON);
        metric(all, "Pa", Units.PASCAL);
        metric(all, "bar", times(Units.PASCAL, "100000"));
        put(all, times(Units.PASCAL, "101325"), "atm");
        put(
                all,
                times(Units.NEWTON, "4.4482216152605")
                        .divide(times(Units.METRE, "0.0254").pow(2)),
                "psi");
        metric(all, "J", Units.JOULE);
        metric(all, "cal", times(Units.JOULE, "4.184"));
        metric(all, "eV", times(Units.JOULE, "1.602176634e-19"));
        metric(all, "Wh", times(Units.JOULE, "3600"));
        metric(all, "W", Units.WATT);
    }

    private static void ratio(Map<String, Symbol> all) {
        Unit<?> one = Units.PERCENT.multiply(100);
        put(all, one, "1");
        put(all, times(one, "0.01"), "%", "percent");
        put(all, times(one, "0.001"), "‰");
        put(all, times(one, "0.000001"), "ppm");
        put(all, times(one, "0.000000001"), "ppb");
    }

    private static Unit<?> times(Unit<?> unit, String factor) {
        RationalNumber exact = RationalNumber.of(new BigDecimal(factor));
        BigInteger divisor = exact.getDivisor();
        return unit.transform(MultiplyConverter.ofRational(exact.getDividend(), divisor));
    }

    private static void put(Map<String, Symbol> all, Unit<?> unit, String... symbols) {
        put(all, new Symbol(unit, null), symbols);
    }

    private static void put(Map<String, Symbol> all, Symbol meaning, String... symbols) {
        for (String symbol : symbols) {
            if (all.put(symbol, meaning) != null) {
                throw new IllegalStateException("the unit " + symbol + " has two meanings");
            }
        }
    }

    private static void word(Map<String, Symbol> all, String singular, Unit<?> unit) {
        put(all, unit, singular, singular + "s");
    }

    private static void metric(Map<String, Symbol> all, String symbol, Unit<?> unit) {
        put(all, unit, symbol);
        METRIC.forEach((prefix, by) -> put(all, unit.prefix(by), prefix + symbol));
    }

    /// With prefixes that make less of it: nobody counts in `ks`, and `Ms` is a misspelt `ms`.
    private static void small(Map<String, Symbol> all, String symbol, Unit<?> unit) {
        put(all, unit, symbol);
        for (String prefix : new String[] {"p", "n", "u", "µ", "μ", "m"}) {
            put(all, unit.prefix(METRIC.get(prefix)), prefix + symbol);
        }
    }

    /// With prefixes that make more of it, decimal and binary.
    private static void large(Map<String, Symbol> all, String symbol, Unit<?> unit) {
        put(all, unit, symbol);
        for (String prefix : new String[] {"k", "M", "G", "T", "P", "E"}) {
            put(all, unit.prefix(METRIC.get(prefix)), prefix + symbol);
        }
        BINARY.forEach((prefix, by) -> put(all, unit.prefix(by), prefix + symbol));
    }
}
