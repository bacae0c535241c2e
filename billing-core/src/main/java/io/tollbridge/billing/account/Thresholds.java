// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

/** placeholder */
final class Thresholds {}
