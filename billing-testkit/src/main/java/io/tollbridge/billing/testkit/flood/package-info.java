// SPDX-License-Identifier: Apache-2.0
/** Many events at once, and what must have become of them. */
@NullMarked
package io.tollbridge.billing.testkit.flood;

import org.jspecify.annotations.NullMarked;
