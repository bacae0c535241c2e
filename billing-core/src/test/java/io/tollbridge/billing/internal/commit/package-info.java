// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.tollbridge.billing.internal.commit;

import org.jspecify.annotations.NullMarked;
