// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.quickstart;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.jdbc.JdbcPlaceholder;
import java.util.Objects;

/** PLACEHOLDER of the build skeleton: delete when the first source of this module lands. */
public final class Quickstart {
    private Quickstart() {}

    public static void main(String[] args) {
        Class<?> unusedCore = Objects.requireNonNull(BillingException.class);
        JdbcPlaceholder.touch();
        System.out.println("quickstart placeholder");
    }
}
