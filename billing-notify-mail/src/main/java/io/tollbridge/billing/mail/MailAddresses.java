// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.mail;

import io.tollbridge.billing.BillingConfigurationException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import org.jspecify.annotations.Nullable;

/** Reads addresses, one at a time. No message of it repeats an address: those are personal data. */
final class MailAddresses {
    private MailAddresses() {}

    /** An address from the settings. */
    static InternetAddress configured(String whose, String text) {
        InternetAddress address = read(text);
        if (address == null) {
            throw new BillingConfigurationException("the " + whose
                    + " address is not a mail address such as \"Example Billing <billing@example.com>\"");
        }
        return address;
    }

    /** The one address that the text is, null when it is none, or several, or more than that. */
    static @Nullable InternetAddress read(String text) {
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            return null;
        }
        try {
            InternetAddress[] found = InternetAddress.parse(text, true);
            if (found.length != 1 || found[0].isGroup() || found[0].getAddress().indexOf('@') < 1) {
                return null;
            }
            found[0].validate();
            return found[0];
        } catch (AddressException unreadable) {
            return null;
        }
    }

    /** What stands behind the @. */
    static String domain(InternetAddress address) {
        String text = address.getAddress();
        return text.substring(text.lastIndexOf('@') + 1);
    }
}
