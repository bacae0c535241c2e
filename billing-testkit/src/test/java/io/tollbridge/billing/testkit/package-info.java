// SPDX-License-Identifier: Apache-2.0
/** Tests of the testkit itself. */
@NullMarked
package io.tollbridge.billing.testkit;

import org.jspecify.annotations.NullMarked;
