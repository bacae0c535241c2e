// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/** One kept-alive connection that sends a request at a time. For one thread. */
final class Sender implements AutoCloseable {
    private static final int ANSWER_BYTES = 4_096;
    private static final byte[] GOOD = "HTTP/1.1 200 ".getBytes(US_ASCII);
    private static final String BODILESS = "\r\ncontent-length: 0\r\n";
    private static final int END = ('\r' << 24) | ('\n' << 16) | ('\r' << 8) | '\n';

    private final SocketChannel channel;
    private final SelectionKey key;
    private final SignedEvents events;
    private final byte[] request;
    private final ByteBuffer out;
    private final ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
    private long begun;
    private boolean looked;

    Sender(int port, SignedEvents events, Selector selector) throws IOException {
        this.events = events;
        request = events.request();
        out = ByteBuffer.allocateDirect(request.length);
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** When its request was begun. */
    long begun() {
        return begun;
    }

    /** Sends the next event; false when there is none left. */
    boolean send() throws IOException {
        if (!events.next(request)) {
            return false;
        }
        out.clear().put(request).flip();
        answer.clear();
        begun = System.nanoTime();
        write();
        return true;
    }

    /** Goes on with what the selector has told. True when the answer is there. */
    boolean proceed() throws IOException {
        if (key.isWritable()) {
            write();
        }
        return key.isReadable() && read();
    }

    private void write() throws IOException {
        channel.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private boolean read() throws IOException {
        if (channel.read(answer) < 0) {
            throw new EOFException("the server has closed a connection");
        }
        int length = answer.position();
        if (length < GOOD.length || answer.getInt(length - Integer.BYTES) != END) {
            return false;
        }
        String text = looked ? "" : new String(answer.array(), 0, length, US_ASCII);
        for (int i = 0; i < GOOD.length; i++) {
            if (answer.get(i) != GOOD[i]) {
                throw new IOException("the server has answered " + new String(answer.array(), 0, length, US_ASCII));
            }
        }
        // why only once: an answer with a body would not end where its head does
        if (!looked && !text.toLowerCase(Locale.ROOT).contains(BODILESS)) {
            throw new IOException("an answer with a body: " + text);
        }
        looked = true;
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
