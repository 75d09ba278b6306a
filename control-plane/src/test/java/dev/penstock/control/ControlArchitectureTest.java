package dev.penstock.control;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.penstock.control", importOptions = DoNotIncludeTests.class)
class ControlArchitectureTest {

    @ArchTest
    static final ArchRule roomKnowsOnlyTheModelAndItsLibraries = classes()
            .that()
            .resideInAPackage("dev.penstock.control..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "dev.penstock.control..",
                    "dev.penstock.model..",
                    "org.apache.kafka..",
                    "org.slf4j..",
                    "io.micrometer.core..")
            .because("the edge, the writer and the command line all carry this room");

    @ArchTest
    static final ArchRule wireMessagesStayBehindTheCodec = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.penstock.model.proto..")
            .because("only the codec knows the bytes of the topic");

    @ArchTest
    static final ArchRule stateDoesNoInputOrOutput = classes()
            .that()
            .resideInAPackage("dev.penstock.control.state..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java.lang..",
                    "java.util..",
                    "org.jspecify..",
                    "dev.penstock.control.state..",
                    "dev.penstock.model..")
            .because("what may follow what is decided in a test with nothing started");

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
            noFields().that().areStatic().should().notBeFinal().because("two contexts in one JVM would share them");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.penstock.control.(**)").should().beFreeOfCycles();
}
