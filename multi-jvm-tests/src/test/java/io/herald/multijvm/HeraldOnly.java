package io.herald.multijvm;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What Herald does on purpose and nsqd does not; not run against a real nsqd. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(HeraldOnly.Condition.class)
public @interface HeraldOnly {
  /** What nsqd does instead. */
  String value();

  /** Off only while nsqd is under test. */
  class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String nsqd =
          context
              .getElement()
              .map(element -> element.getAnnotation(HeraldOnly.class))
              .map(HeraldOnly::value)
              .orElse("differs");
      return BrokerProcess.isNsqd()
          ? ConditionEvaluationResult.disabled("nsqd " + nsqd)
          : ConditionEvaluationResult.enabled("Herald is under test");
    }
  }
}
