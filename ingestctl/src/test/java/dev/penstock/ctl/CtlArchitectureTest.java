package dev.penstock.ctl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

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
    static final ArchRule namesSayWhatAClassDoes = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Service|Abstract\\w+|Base\\w+)")
            .because("such a name fits any class; take the word the field uses");

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a test must be able to move it");

    @ArchTest
    static final ArchRule noMutableStatics =
            noFields().that().areStatic().should().notBeFinal().because("two runs in one JVM would share them");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.penstock.ctl.(**)").should().beFreeOfCycles();
}
