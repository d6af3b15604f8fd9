package io.herald.broker.delivery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/**
 * The rules of delivery and placement and what a cursor remembers know neither Akka nor a clock.
 */
@AnalyzeClasses(
    packages = {
      "io.herald.broker.delivery",
      "io.herald.broker.placement",
      "io.herald.persistence.cursor"
    },
    importOptions = DoNotIncludeTests.class)
class RulesArePlainTest {
  @ArchTest
  static final ArchRule THEY_KNOW_NO_AKKA =
      noClasses()
          .that()
          .haveNameNotMatching(".*\\.CursorSerializer")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("akka..", "scala..", "io.netty..");

  @ArchTest
  static final ArchRule THEY_KNOW_NO_CLOCK =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class);

  @ArchTest
  static final ArchRule THEY_HAVE_NO_THREADS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.concurrent..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);
}
