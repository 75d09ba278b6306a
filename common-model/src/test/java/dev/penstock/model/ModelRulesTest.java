package dev.penstock.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

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

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("dev.penstock.model.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a package that needs another which needs it is one package");

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a test must be able to move it");

    @ArchTest
    static final ArchRule namesSayWhatAClassDoes = noClasses()
            .that()
            .resideOutsideOfPackage("..model.proto..")
            .should()
            .haveNameMatching(".*\\.(\\w+(Impl|Utils?|Helper|Manager|Service)|(Abstract|Base)[A-Z]\\w+)")
            .because("such a name fits any class; take the word the field uses");

    @ArchTest
    static final ArchRule nothingStaticChanges = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage("..model.proto..")
            .should()
            .beFinal()
            .because("two contexts in one JVM would share it");
}
