package io.herald.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.herald.broker.session.ConnectionMessage;
import io.herald.protocol.command.ClientCommand;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a pattern switch would check at compile time: a connection knows each kind of command that a
 * client may send, and each kind of message that the broker's actors may send.
 */
class EveryCommandIsHandledTest {
  private static Set<String> usedBy(Class<?>... classes) {
    Set<String> used = new HashSet<>();
    for (JavaClass each : new ClassFileImporter().importClasses(classes)) {
      each.getDirectDependenciesFromSelf().stream()
          .map(Dependency::getTargetClass)
          .map(JavaClass::getName)
          .forEach(used::add);
    }
    return used;
  }

  /** The records and enums below a sealed interface. */
  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EveryCommandIsHandledTest::kinds)
        : Stream.of(type);
  }

  @Test
  void aConnectionKnowsEveryCommand() {
    assertThat(usedBy(ConnectionSession.class, Publishing.class, Subscription.class))
        .containsAll(kinds(ClientCommand.class).map(Class::getName).toList());
  }

  @Test
  void aConnectionKnowsEveryMessageOfTheBroker() {
    assertThat(
            usedBy(
                ConnectionSession.class, Publishing.class, AppendRoutes.class, Subscription.class))
        .containsAll(
            kinds(ConnectionMessage.class)
                .map(Class::getName)
                .filter(name -> !name.endsWith("AppendReply$Appended")) // the case that is left
                .toList());
  }
}
