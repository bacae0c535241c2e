// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.Comparator;

/**
 * Orders texts by code point, as the databases order our texts. {@link String#compareTo} orders by UTF-16 unit, which
 * puts characters outside the basic plane elsewhere; two orders of locking would be a deadlock.
 */
final class TenantOrder implements Comparator<String> {
    static final TenantOrder BY_CODE_POINT = new TenantOrder();

    private TenantOrder() {}

    @Override
    public int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean outside = Character.isSurrogate(x);
                return outside == Character.isSurrogate(y) ? Character.compare(x, y) : outside ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
