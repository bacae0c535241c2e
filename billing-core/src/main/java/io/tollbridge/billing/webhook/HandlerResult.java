// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import io.tollbridge.billing.account.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a handler makes of an event. */
public sealed interface HandlerResult {
    /** Carry out these commands, in this order, in one transaction with marking the event as done. */
    static HandlerResult apply(Command... commands) {
        return new Apply(List.of(commands), null);
    }

    /** The event means nothing to us. */
    static HandlerResult ignore(String why) {
        return new Ignore(why);
    }

    /** The event means something that we must not guess: keep it for a person. */
    static HandlerResult quarantine(String why) {
        return new Quarantine(why);
    }

    /** Something that the event depends on is not here yet: try again later. */
    static HandlerResult retry(String why) {
        return new Retry(why);
    }

    /**
     * See {@link #apply(Command...)}.
     *
     * @param commands what to carry out
     * @param link a customer to link first, null for none
     */
    record Apply(List<Command> commands, @Nullable TenantLink link) implements HandlerResult {
        public Apply {
            commands = List.copyOf(commands);
        }
    }

    /**
     * See {@link #ignore(String)}.
     *
     * @param why for the log
     */
    record Ignore(String why) implements HandlerResult {}

    /**
     * See {@link #quarantine(String)}.
     *
     * @param why for the person who looks at it
     */
    record Quarantine(String why) implements HandlerResult {}

    /**
     * See {@link #retry(String)}.
     *
     * @param why for the log
     */
    record Retry(String why) implements HandlerResult {}
}
