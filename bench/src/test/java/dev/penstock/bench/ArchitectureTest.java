package dev.penstock.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeJars;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
        packages = "dev.penstock",
        importOptions = {DoNotIncludeTests.class, DoNotIncludeJars.class})
class ArchitectureTest {

    @ArchTest
    static final ArchRule figuresAreArithmetic = noClasses()
            .that()
            .resideInAnyPackage("dev.penstock.bench.figure..", "dev.penstock.bench.report..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java.lang..",
                    "java.util..",
                    "dev.penstock.bench.figure..",
                    "dev.penstock.bench.report..",
                    "org.jspecify..")
            .because("what a run comes to must be testable without a run");

    @ArchTest
    static final ArchRule drawingIsArithmetic = noClasses()
            .that()
            .resideInAnyPackage("dev.penstock.bench.dashboard..", "dev.penstock.bench.drawing..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "tools.jackson..",
                    "dev.penstock.bench.dashboard..",
                    "dev.penstock.bench.drawing..",
                    "dev.penstock.bench.report..",
                    "org.jspecify..")
            .because("a picture must be testable without a run, and the same answers must give the same picture");

    @ArchTest
    static final ArchRule baselinesHaveNothingOfOurs = noClasses()
            .that()
            .resideInAPackage("dev.penstock.bench.baseline..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.penstock.edge..", "dev.penstock.writer..", "dev.penstock.sink..", "dev.penstock.normalize..")
            .because("we are measured against them");

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a clock is handed in");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.penstock.bench.(*)..").should().beFreeOfCycles();
}
