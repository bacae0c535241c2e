// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas;

import com.zaxxer.hikari.HikariConfig;
import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.jdbc.JdbcPlaceholder;
import io.tollbridge.billing.servlet.ServletPlaceholder;
import io.tollbridge.billing.stripe.StripePlaceholder;
import io.tollbridge.billing.testkit.TestkitPlaceholder;
import jakarta.servlet.Servlet;
import java.util.Objects;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** PLACEHOLDER of the build skeleton: delete when the first source of this module lands. */
public final class SaasDemo {
    private SaasDemo() {}

    public static void main(String[] args) throws Exception {
        Class<?> unusedCore = Objects.requireNonNull(BillingException.class);
        JdbcPlaceholder.touch();
        StripePlaceholder.touch();
        System.out.println(TestkitPlaceholder.class);
        ServletPlaceholder.touch(Servlet.class);
        System.out.println(new Server());
        System.out.println(new ServletHolder());
        System.out.println(new HikariConfig());
        System.out.println("saas-demo placeholder");
    }
}
