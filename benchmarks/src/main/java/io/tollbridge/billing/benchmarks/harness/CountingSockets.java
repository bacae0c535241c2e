// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.net.SocketFactory;

/**
 * Counts what the driver sends. It writes once for each request that it then waits for, so this is the number of round
 * trips. Public because the driver makes it by name.
 */
public final class CountingSockets extends SocketFactory {
    private static final Map<String, LongAdder> SENT = new ConcurrentHashMap<>();

    private final LongAdder sent;

    /** Counts under that name. */
    public CountingSockets(String name) {
        sent = SENT.computeIfAbsent(name, absent -> new LongAdder());
    }

    /** How many requests were sent under that name so far. */
    public static long sent(String name) {
        LongAdder counter = SENT.get(name);
        return counter == null ? 0 : counter.sum();
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public OutputStream getOutputStream() throws IOException {
                return new CountingStream(super.getOutputStream(), sent);
            }
        };
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("the driver connects by itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        return createSocket(address, port);
    }

    private static final class CountingStream extends FilterOutputStream {
        private final LongAdder sent;

        CountingStream(OutputStream out, LongAdder sent) {
            super(out);
            this.sent = sent;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            sent.increment();
            out.write(bytes, offset, length);
        }
    }
}
