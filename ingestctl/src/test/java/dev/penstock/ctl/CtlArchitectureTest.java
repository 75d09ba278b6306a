package dev.penstock.ctl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.penstock.ctl", importOptions = DoNotIncludeTests.class)
class CtlArchitectureTest {

    @ArchTest
    static final ArchRule commandsNeverImportTheApplications = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.penstock.edge..",
                    "dev.penstock.writer..",
                    "dev.penstock.local..",
                    "org.springframework..",
                    "dev.penstock.model.proto..")
            .because("it must start in a blink, and works on what the applications share");

    @ArchTest
    static final ArchRule onlyTheTerminalWritesToTheConsole = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.penstock.ctl.Ingestctl")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("results and notices must not be mixed up");
}
