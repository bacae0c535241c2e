// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.text;

/**
 * A fenced block of a Markdown file.
 *
 * @param place file and line, for messages
 * @param language what stands behind the fence
 * @param text the lines between the fences
 */
record CodeBlock(String place, String language, String text) {
    @Override
    public String toString() {
        return place;
    }
}
