// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tollbridge.billing.ledger;

import org.jspecify.annotations.NullMarked;
