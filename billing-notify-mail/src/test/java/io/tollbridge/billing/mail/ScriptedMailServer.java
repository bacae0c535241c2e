// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server that answers commands as it is told: what real ones do only on bad days. */
final class ScriptedMailServer implements AutoCloseable {
    /** The answer that never comes. */
    static final String SILENCE = "";

    /** The connection is reset instead of an answer. */
    static final String HANG_UP = "(hang up)";

    private final ServerSocket listening;
    private final @Nullable SSLContext tls;
    private final boolean encryptedFromTheBeginning;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Thread thread;

    ScriptedMailServer(@Nullable SSLContext tls, boolean encryptedFromTheBeginning) throws IOException {
        this.tls = tls;
        this.encryptedFromTheBeginning = encryptedFromTheBeginning;
        listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        thread = new Thread(this::run, "mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** In the clear. */
    static ScriptedMailServer plain() throws IOException {
        return new ScriptedMailServer(null, false);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Answers a command, told by its beginning, in another way than with success; "." ends the text. */
    ScriptedMailServer answering(String command, String answer) {
        answers.put(command, answer);
        return this;
    }

    /** The commands that came, and the text's lines. */
    List<String> heard() {
        return heard;
    }

    private void run() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                serve(encryptedFromTheBeginning ? encrypted(socket) : socket, !encryptedFromTheBeginning);
            } catch (IOException gone) {
                heard.add("(gone)");
            }
        }
    }

    private SSLSocket encrypted(Socket socket) throws IOException {
        if (tls == null) {
            throw new IllegalStateException("this server has no certificate");
        }
        SSLSocket encrypted = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        encrypted.setUseClientMode(false);
        return encrypted;
    }

    private void serve(Socket socket, boolean greets) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        if (greets || encryptedFromTheBeginning) {
            say(socket, answers.getOrDefault("CONNECT", "220 ready"));
        }
        String line = lines.readLine();
        while (line != null) {
            heard.add(line);
            String command = line.toUpperCase(Locale.ROOT);
            String scripted = scripted(command);
            if (HANG_UP.equals(scripted)) {
                socket.setSoLinger(true, 0);
                return;
            } else if (scripted != null) {
                say(socket, scripted);
            } else if (command.startsWith("EHLO")) {
                say(socket, "250-hello");
                say(socket, offers(socket));
            } else if (command.equals("STARTTLS")) {
                say(socket, "220 go on");
                serve(encrypted(socket), false);
                return;
            } else if (command.equals("DATA")) {
                say(socket, "354 go on");
                text(lines);
                String end = answers.get(".");
                say(socket, end == null ? "250 taken" : end);
            } else if (command.startsWith("QUIT")) {
                say(socket, "221 bye");
                return;
            } else {
                say(socket, command.startsWith("AUTH") ? "235 welcome" : "250 ok");
            }
            line = lines.readLine();
        }
    }

    private String offers(Socket socket) {
        boolean canEncrypt = tls != null && !(socket instanceof SSLSocket);
        return canEncrypt ? "250 STARTTLS" : "250 AUTH PLAIN";
    }

    private @Nullable String scripted(String command) {
        return answers.entrySet().stream()
                .filter(entry -> command.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private void text(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.equals(".")) {
            heard.add(line);
            line = lines.readLine();
        }
    }

    private static void say(Socket socket, String answer) throws IOException {
        if (!answer.equals(SILENCE)) {
            OutputStream out = socket.getOutputStream();
            out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
