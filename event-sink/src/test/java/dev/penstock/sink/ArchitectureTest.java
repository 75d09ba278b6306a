package dev.penstock.sink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.penstock.sink", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule decisionsDoNoInputOrOutput = noClasses()
            .that()
            .resideInAnyPackage(
                    "..sink.block..", "..sink.encode..", "..sink.failure..", "..sink.ledger..", "..sink.letter..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java.lang..",
                    "java.math..",
                    "java.time..",
                    "java.util..",
                    "java.nio..",
                    "java.io..",
                    "dev.penstock.model..",
                    "dev.penstock.normalize..",
                    "dev.penstock.sink.block..",
                    "dev.penstock.sink.encode..",
                    "dev.penstock.sink.failure..",
                    "dev.penstock.sink.ledger..",
                    "dev.penstock.sink.letter..",
                    "org.jspecify..")
            .because("they must run in a test with nothing started");

    @ArchTest
    static final ArchRule theClickHouseClientStaysAtTheBoundary = noClasses()
            .that()
            .resideOutsideOfPackages("..sink.insert..", "..sink.connect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.clickhouse..")
            .because("its exceptions are translated once");

    @ArchTest
    static final ArchRule migrationsAreFlywaysOnlyUser = noClasses()
            .that()
            .resideOutsideOfPackage("..sink.migrate..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.flywaydb..")
            .because("a writer only reads the version");

    @ArchTest
    static final ArchRule plansOfTablesAreMadeWithoutADatabase = noClasses()
            .that()
            .resideInAPackage("..sink.table..")
            .and()
            .haveSimpleNameNotStartingWith("StreamTables")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..")
            .because("what a definition would do to the tables is decided from what was read, and tested so");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.penstock.sink.(*)..").should().beFreeOfCycles();
}
