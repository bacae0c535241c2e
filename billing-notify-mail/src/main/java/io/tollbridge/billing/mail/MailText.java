// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

/**
 * What a mail says: plain text. Characters in the subject that could begin another header, such as line ends, become
 * blanks; a subject is cut at 200 characters.
 *
 * @param subject one line
 * @param body any number of lines
 */
public record MailText(String subject, String body) {
    private static final int LONGEST_SUBJECT = 200;

    public MailText {
        StringBuilder line = new StringBuilder();
        subject.codePoints()
                .limit(LONGEST_SUBJECT)
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
                .forEach(line::appendCodePoint);
        subject = line.toString().strip();
    }
}
