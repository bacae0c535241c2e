// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** Tomcat 10.1, embedded. */
record TomcatServer(Tomcat tomcat) implements Server {
    /** Kept, for the JDK forgets the level of a logger that nobody holds. */
    private static final Logger QUIET = Logger.getLogger("org.apache");

    static Server launch(String contextPath, Consumer<ServletContext> application) {
        QUIET.setLevel(Level.SEVERE);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(workDirectory());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext(contextPath, null);
        context.addServletContainerInitializer((types, servletContext) -> application.accept(servletContext), Set.of());
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat does not start", e);
        }
        return new TomcatServer(tomcat);
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat does not stop", e);
        }
    }

    private static String workDirectory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "tomcat")
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
