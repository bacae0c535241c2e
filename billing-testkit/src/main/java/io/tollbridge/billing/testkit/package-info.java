// SPDX-License-Identifier: Apache-2.0
/** Fakes and contract suites. */
@NullMarked
package io.tollbridge.billing.testkit;

import org.jspecify.annotations.NullMarked;
