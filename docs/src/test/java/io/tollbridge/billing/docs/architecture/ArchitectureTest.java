// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.tollbridge.billing.docs.architecture.fixture.Proves;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Architecture")
class ArchitectureTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("promises")
    void holds(Promise promise) {
        promise.rule().allowEmptyShould(false).check(promise.code());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("fixtures")
    void canFail(Promise promise, Class<?> fixture) {
        String reason = fixture.getAnnotation(Proves.class).value();

        List<String> report = promise.rule()
                .evaluate(Code.fixture(fixture))
                .getFailureReport()
                .getDetails();

        assertThat(report).anySatisfy(line -> assertThat(line).contains(reason));
    }

    @Test
    void aRuleThatSelectsNothingFails() {
        JavaClasses nothing = Code.library().that(Promises.never());

        assertThatThrownBy(() -> classes()
                        .should(Forbidden.type("exists", type -> true))
                        .allowEmptyShould(false)
                        .check(nothing))
                .isInstanceOf(AssertionError.class);
    }

    static Stream<Promise> promises() {
        return Promises.all().stream();
    }

    static Stream<Arguments> fixtures() {
        return promises()
                .flatMap(promise -> promise.fixtures().stream().map(fixture -> Arguments.of(promise, fixture)));
    }
}
