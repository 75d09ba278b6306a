package dev.penstock.normalize;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.penstock.normalize", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule itDecidesAndDoesNothingElse = noClasses()
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java.lang..",
                    "java.time..",
                    "java.util..",
                    "dev.penstock.model..",
                    "dev.penstock.normalize..",
                    "org.jspecify..")
            .because("the same event and definition must give the same row, everywhere and again");

    @ArchTest
    static final ArchRule itKnowsNoNow = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a row made again after a crash must be the same row");
}
