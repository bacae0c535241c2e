// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Prints the story. */
final class Narrator {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String INDENT = "   ";
    private static final int WHO = 8;
    private static final String NOT_AS_TOLD = "   NOT AS TOLD";

    private final PrintStream out;
    private int chapter;

    Narrator(PrintStream out) {
        this.out = out;
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    void title(String title) {
        out.println(title);
        out.println("=".repeat(title.length()));
    }

    void chapter(Instant now, String title) {
        chapter++;
        out.println();
        out.printf("%-80s %s UTC%n", chapter + ". " + title, time(now));
    }

    /** The number of the chapter at hand. */
    int chapter() {
        return chapter;
    }

    /** A sentence of the story. */
    void says(String text) {
        out.println(INDENT + text);
    }

    /** Something that somebody did, and what it was answered with. */
    void did(String who, String what, HttpAnswer answer) {
        did(who, what, answer.lines().get(0));
        answer.lines().stream().skip(1).forEach(line -> says(" ".repeat(WHO) + " " + line));
    }

    /** Something that somebody did, and what came of it. */
    void did(String who, String what, String result) {
        out.printf("%s%-" + WHO + "s %-50s -> %s%n", INDENT, who, what, result);
    }

    /** The balance, and why it is that. */
    void balance(long credits, String parts, String why, boolean asTold) {
        out.printf("%s%-" + WHO + "s %d credits: %s%s%n", INDENT, "Balance", credits, parts, asTold ? "" : NOT_AS_TOLD);
        out.printf("%s%-" + WHO + "s %s%n", INDENT, "Why", why);
    }

    /** What the tenant was notified of. */
    void notices(String what, boolean asTold) {
        out.printf("%s%-" + WHO + "s %s%s%n", INDENT, "Notices", what, asTold ? "" : NOT_AS_TOLD);
    }

    void table(TextTable table) {
        table.lines().forEach(this::says);
    }

    void gap() {
        out.println();
    }
}
