// SPDX-License-Identifier: Apache-2.0
/** A small SaaS. */
@NullMarked
package io.tollbridge.billing.examples.saas;

import org.jspecify.annotations.NullMarked;
