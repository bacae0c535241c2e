// SPDX-License-Identifier: Apache-2.0
/** Plays the story, and proves that it notices when something is not as told. */
@NullMarked
package io.tollbridge.billing.examples.saas;

import org.jspecify.annotations.NullMarked;
