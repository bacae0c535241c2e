// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that says what it was told to say, byte for byte, and counts what came over the wire. */
final class ScriptedStripe implements AutoCloseable {
    /** Closes the connection instead of answering. */
    static final String HANG_UP = "hang up";
    /** Never answers. */
    static final String SILENCE = "silence";

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

    private final ServerSocket socket;
    private final List<String> answers;
    private final List<Received> received = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** The last answer is given again and again. */
    ScriptedStripe(String... answers) {
        this.answers = List.of(answers);
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    record Received(String line, Map<String, String> headers, String body) {}

    String base() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    synchronized List<Received> received() {
        return List.copyOf(received);
    }

    /** A whole answer. */
    static String answer(int status, String headers, String body) {
        return "HTTP/1.1 " + status + " X\r\nRequest-Id: req_1\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n" + headers + "\r\n" + body;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            String answer = next(read(connection.getInputStream()));
            if (answer.equals(SILENCE)) {
                over.await();
            } else if (!answer.equals(HANG_UP)) {
                connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                connection.getOutputStream().flush();
            }
        } catch (IOException gone) {
            // the client has given up, which is what some tests want
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized String next(Received request) {
        received.add(request);
        return answers.get(Math.min(answers.size(), received.size()) - 1);
    }

    private static Received read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("cut off");
            }
            head.write(b);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        Matcher length = LENGTH.matcher(text);
        byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String> lines = text.lines().toList();
        lines.stream()
                .skip(1)
                .filter(line -> line.contains(":"))
                .forEach(line -> headers.put(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).trim()));
        return new Received(lines.get(0), headers, new String(body, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        socket.close();
        threads.shutdownNow();
    }
}
