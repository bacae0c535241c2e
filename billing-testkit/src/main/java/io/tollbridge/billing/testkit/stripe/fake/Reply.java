// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.Map;

/** A status, a body and the headers that go with it. */
record Reply(int status, String body, Map<String, String> headers) {}
