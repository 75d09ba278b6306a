package dev.penstock.control;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

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
}
