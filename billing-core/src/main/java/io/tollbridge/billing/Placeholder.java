// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PLACEHOLDER of the build skeleton: delete when the first source of this module lands. */
public final class Placeholder {
    private static final Logger LOG = LoggerFactory.getLogger(Placeholder.class);

    private Placeholder() {}

    /** Uses SLF4J so that the dependency gate has something to see. */
    public static void touch() {
        LOG.trace("placeholder");
    }
}
