package dev.penstock.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.context.annotation.Configuration;

@AnalyzeClasses(packages = "dev.penstock.edge", importOptions = DoNotIncludeTests.class)
class EdgeArchitectureTest {

    @ArchTest
    static final ArchRule decisionsDoNoInputOrOutput = noClasses()
            .that()
            .resideInAnyPackage(
                    "..edge.admit..",
                    "..edge.authenticate..",
                    "..edge.decode..",
                    "..edge.ledger..",
                    "..edge.protocol..",
                    "..edge.ready..",
                    "..edge.stamp..")
            .and()
            .areNotAnnotatedWith(Configuration.class)
            .and()
            .haveNameNotMatching(".*Configuration\\$.*")
            .and()
            .haveSimpleNameNotEndingWith("Metrics")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..",
                    "dev.penstock.edge..",
                    "dev.penstock.model..",
                    "org.jspecify..",
                    "org.springframework.boot.context.properties..",
                    "org.springframework.util.unit..",
                    "org.springframework.http")
            .because("they must run in a test with nothing started");

    @ArchTest
    static final ArchRule packersStayInUnpack = noClasses()
            .that()
            .resideOutsideOfPackages("..edge.unpack..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.github.luben..", "net.jpountz..", "org.brotli..")
            .because("only there is what they throw and allocate kept within bounds");

    @ArchTest
    static final ArchRule unpackKnowsNothingElse = noClasses()
            .that()
            .resideInAPackage("..edge.unpack..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..",
                    "dev.penstock.edge.unpack..",
                    "org.jspecify..",
                    "com.github.luben..",
                    "net.jpountz..",
                    "org.brotli..")
            .because("it must run in a test with nothing started");

    @ArchTest
    static final ArchRule reactorStaysInTheServer = noClasses()
            .that()
            .resideOutsideOfPackages("..edge.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor..", "org.reactivestreams..", "io.netty..")
            .because("decisions are plain calls, and the producer calls back");

    @ArchTest
    static final ArchRule kafkaStaysWithPublisherAndFollowers = noClasses()
            .that()
            .resideOutsideOfPackages("..edge.publish..", "..edge.follow..", "..edge.signal..", "..edge.stored..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..")
            .because("nothing else may touch the producer, and decisions do no I/O");

    @ArchTest
    static final ArchRule onlyTheFollowerOfTheWritersDoesInputOrOutput = noClasses()
            .that()
            .resideInAPackage("..edge.stored..")
            .and()
            .haveNameNotMatching(".*\\.(ProgressFollower|StoredConfiguration)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..")
            .because("who is told what must be decided in a test with nothing started");

    @ArchTest
    static final ArchRule aProtocolIsKnownToItsAdapterAlone = noClasses()
            .that()
            .resideOutsideOfPackages("..edge.protocol..")
            .and()
            .areNotAnnotatedWith(Configuration.class)
            .should()
            .dependOnClassesThat()
            .haveNameMatching(".*\\.(Native|Tinybird|Segment|Clickstream|Autoblocks|CloudEvents)Protocol")
            .because("what is behind the adapter is the same for all");

    @ArchTest
    static final ArchRule onlyDoorsArePublic = classes()
            .that()
            .resideInAPackage("..edge.http..")
            .and()
            .areTopLevelClasses()
            .and()
            .arePublic()
            .should()
            .haveSimpleNameEndingWith("Configuration")
            .orShould()
            .haveSimpleNameEndingWith("Policy");
}
