// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tollbridge.billing.account;

import org.jspecify.annotations.NullMarked;
