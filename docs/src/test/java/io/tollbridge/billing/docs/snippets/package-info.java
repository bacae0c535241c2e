// SPDX-License-Identifier: Apache-2.0
/**
 * The code that the documentation shows. A part between {@code // tag::name[]} and {@code // end::name[]} appears word
 * for word in a Markdown file; around it stands what proves that it does what the text says.
 */
@NullMarked
package io.tollbridge.billing.docs.snippets;

import org.jspecify.annotations.NullMarked;
