package io.herald.broker.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.herald.broker.channel.Channel;
import io.herald.broker.log.LogKeeper;
import io.herald.broker.log.LogOrder;
import io.herald.broker.request.PartitionAnswer;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.TopicRequest;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.topic.PartitionEntity;
import io.herald.broker.topic.Topic;
import io.herald.broker.topic.TopicGateway;
import io.herald.broker.topic.TopicPartition;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every message to an actor that another node may know either crosses, or is listed here as one
 * that stays on its node. Private messages are an actor's own.
 */
class EveryMessageHasItsPlaceTest {
  private static final List<Class<?>> FAMILIES =
      List.of(
          Channel.Command.class,
          ConnectionMessage.class,
          PartitionAnswer.class,
          LogKeeper.Command.class,
          LogOrder.class,
          PartitionEntity.Command.class,
          PartitionReply.class,
          TopicRequest.class,
          Topic.Command.class,
          TopicGateway.Command.class,
          TopicPartition.Command.class);

  /** Told by an actor's parent, its children, or others that always share its node. */
  private static final Set<String> NODE_LOCAL =
      Set.of(
          "Channel$Ask",
          "Channel$Close",
          "Channel$CloseIfDeserted",
          "Channel$Drain",
          "Channel$Drop",
          "Channel$Move",
          "Channel$ReadableTo",
          "Channel$Stored",
          "Channel$Subscribe",
          "Channel$TailAdvanced",
          "ChannelConsumers$Gone",
          "ChannelVisit",
          "ConnectionMessage$AuthAnswered",
          "ConnectionMessage$Drain",
          "ConnectionMessage$OpenFailed",
          "ConnectionMessage$TopicExpanded",
          "ConnectionMessage$TopicOpened",
          "CancelOffset",
          "Channel$Configured",
          "CursorFlush$Answered",
          "CursorFlush$FlushTick",
          "LogSegment$Recovered",
          "LogSegment$WriteFailed",
          "LogSegment$Written",
          "MoveChannel",
          "RequestDesk$Resumed",
          "Resumed",
          "Topic$DeletionCheck",
          "Topic$Detached",
          "Topic$Drain",
          "PartitionEntity$Leave",
          "Topic$Leave",
          "Topic$PartitionDeleted",
          "Topic$PartitionReady",
          "Topic$Subscribe",
          "Topic$SubscribePartition",
          "TopicPartition$ChannelDeserted",
          "TopicPartition$ChannelInUse",
          "TopicPartition$ChannelStopped",
          "TopicPartition$CursorPurged",
          "TopicPartition$Drain",
          "TopicPartition$HandOver",
          "TopicPartition$PartitionPurged",
          "TopicPartition$Read",
          "TopicPartition$SegmentPurged");

  @Test
  void everyMessageCrossesOrIsListed() {
    Set<String> crossing =
        BrokerSerializer.format().types().stream().map(Class::getName).collect(Collectors.toSet());
    Set<String> staying = new TreeSet<>();
    for (JavaClass type : messages()) {
      if (!crossing.contains(type.getName())) {
        staying.add(type.getName().substring(type.getPackageName().length() + 1));
      }
    }
    assertThat(staying).containsExactlyInAnyOrderElementsOf(NODE_LOCAL);
  }

  private static List<JavaClass> messages() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.herald.broker")
            .stream()
            .filter(type -> !type.isInterface() && !isPrivate(type))
            .filter(type -> FAMILIES.stream().anyMatch(type::isAssignableTo))
            .toList();
  }

  /** Private nested types have no flag of their own in their class file; Java knows. */
  private static boolean isPrivate(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PRIVATE)
        || Modifier.isPrivate(type.reflect().getModifiers());
  }
}
