// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/** What a mail server has refused, by its codes: 4yz for now, 5yz for good (RFC 5321, 4.2.1). */
final class Refusals {
    /** Failures are chained; nobody chains so many but by mistake. */
    private static final int MOST = 100;

    private Refusals() {}

    private record Refusal(String of, int code) {
        boolean forGood() {
            return code >= 500 && code < 600;
        }
    }

    /** True when every receiver, or the text, was refused for good. A refused sender or login is a matter of settings. */
    static boolean undeliverable(MessagingException failure) {
        List<Refusal> all = all(failure);
        List<Refusal> receivers =
                all.stream().filter(refusal -> refusal.of().equals("RCPT")).toList();
        if (!receivers.isEmpty()) {
            return receivers.stream().allMatch(Refusal::forGood);
        }
        List<Refusal> texts =
                all.stream().filter(refusal -> refusal.of().equals("DATA")).toList();
        return !texts.isEmpty() && texts.stream().allMatch(Refusal::forGood);
    }

    /** The codes, such as "RCPT 550"; empty text when there are none. */
    static String codes(MessagingException failure) {
        return all(failure).stream()
                .map(refusal -> refusal.of() + " " + refusal.code())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static List<Refusal> all(MessagingException failure) {
        List<Refusal> found = new ArrayList<>();
        Exception one = failure;
        for (int i = 0; i < MOST && one != null; i++) {
            Refusal refusal = refusal(one);
            if (refusal != null) {
                found.add(refusal);
            }
            one = one instanceof MessagingException chained ? chained.getNextException() : null;
        }
        return found;
    }

    private static @Nullable Refusal refusal(Exception one) {
        if (one instanceof SMTPAddressFailedException address) {
            return new Refusal("RCPT", address.getReturnCode());
        } else if (one instanceof SMTPSenderFailedException sender) {
            return new Refusal("MAIL", sender.getReturnCode());
        } else if (one instanceof SMTPSendFailedException command) {
            String said = command.getCommand();
            boolean text = said == null || said.isEmpty() || said.startsWith("DATA") || said.equals(".");
            return new Refusal(text ? "DATA" : said.startsWith("MAIL") ? "MAIL" : "RCPT", command.getReturnCode());
        }
        return null;
    }
}
