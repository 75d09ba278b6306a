package dev.penstock.normalize;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "dev.penstock.normalize", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] OURS_AND_JAVAS = {
        "java.lang..",
        "java.math..",
        "java.nio.charset..",
        "java.time..",
        "java.util..",
        "dev.penstock.model..",
        "dev.penstock.normalize..",
        "org.jspecify.."
    };

    @ArchTest
    static final ArchRule itDecidesAndDoesNothingElse = noClasses()
            .that()
            .resideOutsideOfPackages("..normalize.personal..", "..normalize.schema..", "..normalize.unit..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(OURS_AND_JAVAS)
            .because("the same event and definition must give the same row, everywhere and again");

    @ArchTest
    static final ArchRule onlySchemaKnowsTheLibraryOfSchemas = noClasses()
            .that()
            .resideInAPackage("..normalize.schema..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(with("com.networknt.schema..", "com.google.re2j..", "tools.jackson.."))
            .because("another library must be a change of one package");

    @ArchTest
    static final ArchRule onlyUnitKnowsTheLibraryOfUnits = noClasses()
            .that()
            .resideInAPackage("..normalize.unit..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(with("javax.measure..", "tech.units.indriya.."))
            .because("another library must be a change of one package");

    @ArchTest
    static final ArchRule onlyPersonalHashes = noClasses()
            .that()
            .resideInAPackage("..normalize.personal..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(with("java.security..", "javax.crypto..", "java.io.."))
            .because("a salt must be seen by as few as possible");

    @ArchTest
    static final ArchRule whatIsWithinHasNoCycles = slices().matching(
                    "dev.penstock.normalize.(json|type|unit|personal|schema|definition)..")
            .should()
            .beFreeOfCycles();

    private static String[] with(String... others) {
        return Stream.concat(Stream.of(OURS_AND_JAVAS), Stream.of(others)).toArray(String[]::new);
    }
}
