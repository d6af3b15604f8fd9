package io.herald.multijvm;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Who may use whom; the picture is in ARCHITECTURE.md. */
@AnalyzeClasses(packages = "io.herald", importOptions = DoNotIncludeTests.class)
class ModuleRulesTest {
  private static final String PROTOCOL = "io.herald.protocol..";
  private static final String CONFIG = "io.herald.config..";
  private static final String PERSISTENCE = "io.herald.persistence..";
  private static final String LOOKUP = "io.herald.lookup..";
  private static final String BROKER = "io.herald.broker..";
  private static final String HTTP = "io.herald.http..";
  private static final String CLIENT = "io.herald.client..";
  private static final String APPS = "io.herald.apps..";

  @ArchTest static final ArchRule PROTOCOL_STANDS_ALONE = only(PROTOCOL);

  @ArchTest static final ArchRule CONFIG_STANDS_ALONE = only(CONFIG);

  @ArchTest static final ArchRule CLIENT_KNOWS_THE_PROTOCOL = only(CLIENT, PROTOCOL);

  @ArchTest static final ArchRule PERSISTENCE_KNOWS_THE_PROTOCOL = only(PERSISTENCE, PROTOCOL);

  @ArchTest static final ArchRule LOOKUP_KNOWS_PROTOCOL_AND_CONFIG = only(LOOKUP, PROTOCOL, CONFIG);

  @ArchTest
  static final ArchRule BROKER_KNOWS_ALL_BELOW_IT =
      only(BROKER, PROTOCOL, CONFIG, PERSISTENCE, LOOKUP);

  @ArchTest
  static final ArchRule HTTP_KNOWS_BROKER_AND_LOOKUP = only(HTTP, BROKER, LOOKUP, PROTOCOL, CONFIG);

  @ArchTest
  static final ArchRule NOBODY_KNOWS_THE_APPS =
      noClasses()
          .that(not(resideInAPackage(APPS)).and(not(resideInAPackage("io.herald.benchmarks.."))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(APPS);

  @ArchTest
  static final ArchRule NOBODY_SLEEPS =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class, int.class)
          .orShould()
          .callMethodWhere(target(owner(assignableTo(TimeUnit.class))).and(target(name("sleep"))));

  @ArchTest
  static final ArchRule WIRE_AND_DELIVERY_RULES_ARE_PLAIN =
      noClasses()
          .that()
          .resideInAnyPackage(PROTOCOL, "io.herald.broker.delivery..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("akka..", "scala..", "io.netty..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  /** The first package uses nothing of ours but itself and the others. */
  private static ArchRule only(String user, String... used) {
    String[] allowed = Arrays.copyOf(used, used.length + 1);
    allowed[used.length] = user;
    return classes()
        .that()
        .resideInAPackage(user)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("io.herald..")).or(resideInAnyPackage(allowed)));
  }
}
