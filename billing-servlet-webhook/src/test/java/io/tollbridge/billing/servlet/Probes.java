// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a host has around the endpoint. */
final class Probes {
    private Probes() {}

    /** The rest of an application: answers with the request's method and body. */
    static final class Echo extends HttpServlet {
        static final int STATUS = 202;
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = request.getInputStream().readAllBytes();
            response.setStatus(STATUS);
            response.getOutputStream().write((request.getMethod() + " ").getBytes(UTF_8));
            response.getOutputStream().write(body);
        }
    }

    /** A filter that reads the body before the endpoint can. */
    static final class Taking extends HttpFilter {
        private static final long serialVersionUID = 1;

        private final How how;

        Taking(How how) {
            this.how = how;
        }

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            switch (how) {
                case STREAM -> request.getInputStream().readAllBytes();
                case PART_OF_STREAM -> request.getInputStream().readNBytes(3);
                case READER -> request.getReader().readLine();
                case PARAMETERS -> request.getParameter("a");
            }
            chain.doFilter(request, response);
        }

        /** In which way. */
        enum How {
            STREAM,
            PART_OF_STREAM,
            READER,
            PARAMETERS
        }
    }

    /** A filter that lets the container's thread go, and has the request worked on by another one. */
    static final class Elsewhere extends HttpFilter {
        private static final long serialVersionUID = 1;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
            AsyncContext async = request.startAsync();
            async.start(async::dispatch);
        }
    }

    /** A filter behind which the announced length is wrong, as it may be behind a proxy that unpacks bodies. */
    static final class AnnouncedLength extends HttpFilter {
        private static final long serialVersionUID = 1;

        private final long length;

        AnnouncedLength(long length) {
            this.length = length;
        }

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(
                    new HttpServletRequestWrapper(request) {
                        @Override
                        public long getContentLengthLong() {
                            return length;
                        }
                    },
                    response);
        }
    }

    /** A filter that tells when a request is in work and when it is done, whatever came of it. */
    static final class Finished extends HttpFilter {
        private static final long serialVersionUID = 1;

        private final transient CountDownLatch begun = new CountDownLatch(1);
        private final transient CountDownLatch ended = new CountDownLatch(1);

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            begun.countDown();
            try {
                chain.doFilter(request, response);
            } finally {
                ended.countDown();
            }
        }

        void awaitBegin() {
            await(begun);
        }

        void awaitEnd() {
            await(ended);
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("the request did not get there in time");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
