// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order in which accounts are locked. */
class TenantOrderTest {
    @Test
    void itIsThatOfTheBytesInUtf8() {
        Random random = new Random(7);
        List<String> texts = IntStream.range(0, 300)
                .mapToObj(i -> random.ints(random.nextInt(4), 0, 7)
                        .mapToObj(c -> List.of("a", "b", "\u00e9", "\uff21", "\ud83d\ude00", "\ue000", "\ud7ff")
                                .get(c))
                        .reduce("", String::concat))
                .toList();

        for (String a : texts) {
            for (String b : texts) {
                int bytes =
                        Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
                assertThat(Integer.signum(TenantOrder.BY_CODE_POINT.compare(a, b)))
                        .isEqualTo(Integer.signum(bytes));
            }
        }
    }
}
