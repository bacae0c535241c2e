// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.quickstart;

import io.tollbridge.billing.Placeholder;
import io.tollbridge.billing.jdbc.JdbcPlaceholder;

/** PLACEHOLDER of the build skeleton: delete when the first source of this module lands. */
public final class Quickstart {
    private Quickstart() {}

    public static void main(String[] args) {
        Placeholder.touch();
        JdbcPlaceholder.touch();
        System.out.println("quickstart placeholder");
    }
}
