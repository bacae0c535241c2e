// SPDX-License-Identifier: Apache-2.0
/** Group commit: calls that come while others are being carried out are carried out together. No promise. */
@NullMarked
package io.tollbridge.billing.internal.commit;

import org.jspecify.annotations.NullMarked;
