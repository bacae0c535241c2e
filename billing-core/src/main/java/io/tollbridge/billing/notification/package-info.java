// SPDX-License-Identifier: Apache-2.0
/** What tenants are told, once each, as rows that are written with the change that they tell of. */
@NullMarked
package io.tollbridge.billing.notification;

import org.jspecify.annotations.NullMarked;
