package dev.penstock.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.penstock.model", importOptions = DoNotIncludeTests.class)
class ModelRulesTest {

    @ArchTest
    static final ArchRule modelKnowsOnlyTheJdk = noClasses()
            .that()
            .resideOutsideOfPackages("..model.wire..", "..model.proto..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "dev.penstock.model..", "org.jspecify..")
            .because("it is the contract between the edge and the writer");

    @ArchTest
    static final ArchRule onlyTheCodecsKnowTheMessages = noClasses()
            .that()
            .resideOutsideOfPackages("..model.wire..", "..model.proto..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..model.proto..")
            .because("a change of the wire must not reach further than its codec");
}
