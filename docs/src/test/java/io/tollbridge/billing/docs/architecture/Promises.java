// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.stream.Stream;

/** All rules; the classes named here are the place to read and to change them. */
final class Promises {
    private Promises() {}

    static List<Promise> all() {
        return Stream.of(IslandRules.all(), PureCoreRules.all(), TimeRules.all(), ModuleRules.all(), StyleRules.all())
                .flatMap(List::stream)
                .toList();
    }

    static DescribedPredicate<JavaClass> never() {
        return DescribedPredicate.describe("nothing", type -> false);
    }
}
