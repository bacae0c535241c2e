// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tollbridge.billing.stripe.scenario;

import org.jspecify.annotations.NullMarked;
