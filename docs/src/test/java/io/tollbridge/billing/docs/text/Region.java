// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.text;

import org.jspecify.annotations.Nullable;

/**
 * A part of a source file that documentation shows.
 *
 * @param file where it is
 * @param tag its name
 * @param text its lines, without the indentation that they share
 * @param testMethod the test method that it is a part of, null when it is outside of one
 */
record Region(
        String file, String tag, String text, @Nullable String testMethod) {
    @Override
    public String toString() {
        return tag + " in " + file;
    }
}
