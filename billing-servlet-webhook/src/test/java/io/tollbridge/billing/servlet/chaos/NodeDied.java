// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

/** The process that a thread runs in was killed: not an exception, so that nobody handles it and goes on. */
final class NodeDied extends Error {
    private static final long serialVersionUID = 1;

    NodeDied() {
        super("this node was killed", null, false, false);
    }
}
