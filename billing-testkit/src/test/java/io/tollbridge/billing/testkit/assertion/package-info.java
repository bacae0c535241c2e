// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tollbridge.billing.testkit.assertion;

import org.jspecify.annotations.NullMarked;
