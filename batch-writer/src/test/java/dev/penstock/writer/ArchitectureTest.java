package dev.penstock.writer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.penstock.writer", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule gatheringDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage("..writer.batch..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java.lang..",
                    "java.time..",
                    "java.util..",
                    "dev.penstock.writer.batch..",
                    "org.jspecify..",
                    "org.springframework.boot.context.properties..",
                    "org.springframework.util.unit..")
            .because("it must run in a test with nothing started");

    @ArchTest
    static final ArchRule recoveryDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage("..writer.intent..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java.lang..",
                    "java.time..",
                    "java.util..",
                    "dev.penstock.model..",
                    "dev.penstock.writer.intent..",
                    "org.jspecify..")
            .because("what becomes of a crash must be decided in a test with nothing started");

    @ArchTest
    static final ArchRule whatSparesClickHouseDoesNoInputOrOutput = noClasses()
            .that()
            .haveNameMatching(".*\\.(ConcurrencyLimit|PartsPressure)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java.lang..", "java.time..", "dev.penstock.writer.insert..", "org.jspecify..")
            .because("how it reacts to hours of trouble must be seen in a test of milliseconds");

    @ArchTest
    static final ArchRule theFuseDecidesWithoutInputOrOutput = noClasses()
            .that()
            .resideInAPackage("..writer.fuse..")
            .and()
            .haveNameMatching(".*\\.(Tally|Trip|FuseLimits)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java.lang..",
                    "java.util..",
                    "dev.penstock.model..",
                    "dev.penstock.writer.fuse..",
                    "org.jspecify..",
                    "org.springframework.boot.context.properties..")
            .because("what stops a stream must be decided in a test with nothing started");

    @ArchTest
    static final ArchRule theControlTopicStaysWithThoseWhoFollowAndHalt = noClasses()
            .that()
            .resideOutsideOfPackages("..writer.control..", "..writer.fuse..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.penstock.control..")
            .because("the others ask what is in force at a revision, and have streams halted");

    @ArchTest
    static final ArchRule countingDoesNoInputOrOutput = noClasses()
            .that()
            .haveNameMatching(".*\\.BatchCounts(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java.lang..",
                    "java.time..",
                    "java.util..",
                    "dev.penstock.model..",
                    "dev.penstock.writer.count..",
                    "org.jspecify..")
            .because("what a batch came to is decided in a test with nothing started");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.penstock.writer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule springKafkaStaysInConsume = noClasses()
            .that()
            .resideOutsideOfPackage("..writer.consume..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework.kafka..")
            .because("the container's habits are met in one place");

    @ArchTest
    static final ArchRule eventsDoNotWaitForTheCopyOfTheirLetters = noClasses()
            .that()
            .resideInAnyPackage(
                    "..writer.consume..",
                    "..writer.settle..",
                    "..writer.deadletter..",
                    "..writer.count..",
                    "..writer.health..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..writer.letters..", "..writer.ledger..", "..writer.load..")
            .because("a letter, and a line of the ledger, is safe in its topic, and what people look at may be late");

    @ArchTest
    static final ArchRule theClickHouseClientStaysInTheSink = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.clickhouse..", "org.flywaydb..")
            .because("event-sink translates its errors once, and migrations are a step of their own");

    @ArchTest
    static final ArchRule openTelemetryStaysInTrace = noClasses()
            .that()
            .resideOutsideOfPackage("..writer.trace..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry..", "io.micrometer.tracing..")
            .because("whoever inserts says when it begins and what it came to, and no more");

    @ArchTest
    static final ArchRule theBreakerStaysInInsert = noClasses()
            .that()
            .resideOutsideOfPackage("..writer.insert..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.resilience4j..")
            .because("the others ask the gate");
}
