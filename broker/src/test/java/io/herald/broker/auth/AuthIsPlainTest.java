package io.herald.broker.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Auth servers are asked without Akka, and the rules of what they answer know no clock. */
@AnalyzeClasses(packages = "io.herald.broker.auth", importOptions = DoNotIncludeTests.class)
class AuthIsPlainTest {
  @ArchTest
  static final ArchRule THE_PACKAGE_KNOWS_NO_AKKA =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("akka..", "scala..", "io.netty..", "io.herald.broker.tcp..");

  @ArchTest
  static final ArchRule THE_RULES_KNOW_NO_CLOCK_AND_NO_THREADS =
      noClasses()
          .that()
          .haveNameMatching(".*\\.(AuthGrant|AuthAnswer.*|Authorization|RegexSet)")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.concurrent..", "java.net..");
}
