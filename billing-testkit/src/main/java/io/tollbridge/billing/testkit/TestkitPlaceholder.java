// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import com.google.gson.Gson;
import io.tollbridge.billing.Placeholder;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** PLACEHOLDER of the build skeleton: delete when the first source of this module lands. */
public final class TestkitPlaceholder {
    private TestkitPlaceholder() {}

    /** Uses each declared dependency once. */
    public static void touch() {
        Placeholder.touch();
        Assertions.assertThat(new Gson().toJson(1)).isEqualTo("1");
    }

    @Test
    void touches() {
        touch();
    }
}
