package dev.penstock.ctl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

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

    @ArchTest
    static final ArchRule whatDecidesAboutAReplayAsksNobody = noClasses()
            .that()
            .resideInAPackage("dev.penstock.ctl.replay.plan")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..",
                    "java.sql..",
                    "javax.sql..",
                    "java.nio.file..",
                    "dev.penstock.ctl.connect..",
                    "dev.penstock.ctl.replay.log..",
                    "dev.penstock.ctl.replay.shadow..",
                    "dev.penstock.ctl.replay.run..")
            .because("which records a replay touches must be provable without a broker");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = SlicesRuleDefinition.slices()
            .matching("dev.penstock.ctl.replay.(*)..")
            .should()
            .beFreeOfCycles();
}
