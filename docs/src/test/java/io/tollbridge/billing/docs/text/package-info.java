// SPDX-License-Identifier: Apache-2.0
/**
 * Keeps the documentation true: every Java block of every Markdown file is a tagged region of source code that is
 * compiled and run, every link leads somewhere, every test that is named exists.
 */
@NullMarked
package io.tollbridge.billing.docs.text;

import org.jspecify.annotations.NullMarked;
