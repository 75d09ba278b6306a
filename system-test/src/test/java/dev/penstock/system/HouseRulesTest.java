package dev.penstock.system;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.List;

/// The rules that hold in every room. What only one room keeps stands in that room's own test.
@AnalyzeClasses(packages = "dev.penstock", importOptions = DoNotIncludeTests.class)
class HouseRulesTest {

    private static final String GENERATED = "dev.penstock.model.proto..";

    /// Rules that see no classes hold always.
    @ArchTest
    static void theRulesSeeEveryRoom(JavaClasses classes) {
        for (String room : List.of("model", "control", "normalize", "sink", "edge", "writer", "ctl", "local")) {
            assertThat(classes).anyMatch(type -> type.getPackageName().startsWith("dev.penstock." + room));
        }
    }

    @ArchTest
    static final ArchRule theApplicationsDoNotKnowEachOther = slices().matching("dev.penstock.(edge|writer|ctl)..")
            .should()
            .notDependOnEachOther()
            .because("they are deployed apart and meet in topics and tables only");

    @ArchTest
    static final ArchRule theModelKnowsNobody = noClasses()
            .that()
            .resideInAPackage("dev.penstock.model..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.penstock..").and(resideOutsideOfPackage("dev.penstock.model..")))
            .because("it is the contract between all the others");

    @ArchTest
    static final ArchRule nothingShipsTheLocalStack = noClasses()
            .that()
            .resideOutsideOfPackages("dev.penstock.local..", "dev.penstock.system..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.penstock.local..")
            .because("it is for development and tests only");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("dev.penstock.(*).(*)..")
            .should()
            .beFreeOfCycles()
            .because("two packages that need each other are one");

    @ArchTest
    static final ArchRule namesSayWhatAClassDoes = noClasses()
            .that()
            .resideOutsideOfPackage(GENERATED)
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveNameMatching(".*\\.(\\w*(Utils?|Helper|Manager|Service)|(Abstract|Base)[A-Z]\\w*)")
            .because("such a name fits any class; take the word the field uses");

    @ArchTest
    static final ArchRule timeComesFromTheClock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a test must be able to move it, and a row made again must be the same row");

    @ArchTest
    static final ArchRule nothingStaticChanges = noFields()
            .that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(resideOutsideOfPackage(GENERATED))
            .should()
            .notBeFinal()
            .because("two contexts in one JVM would share it");

    @ArchTest
    static final ArchRule beansAreMadeInConfigurations = noClasses()
            .that()
            .areNotMetaAnnotatedWith("org.springframework.context.annotation.Configuration")
            .should()
            .beMetaAnnotatedWith("org.springframework.stereotype.Component")
            .because("a bean is made where one can read it");
}
