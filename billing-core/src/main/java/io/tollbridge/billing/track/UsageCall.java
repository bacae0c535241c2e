// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call as a whole, for a {@link CostFunction} that one argument is not enough for.
 *
 * @param tenantId who is charged
 * @param feature what is used
 * @param arguments the arguments as they were given; the list cannot be changed and may hold nulls
 */
public record UsageCall(String tenantId, String feature, List<@Nullable Object> arguments) {
    /**
     * One argument, counted from 0.
     *
     * @throws InvalidArgumentException when it is null or of another type, or when there is none at that place
     */
    public <T> T argument(int index, Class<T> type) {
        Object argument = index >= 0 && index < arguments.size() ? arguments.get(index) : null;
        if (!type.isInstance(argument)) {
            String found = argument == null
                    ? "missing or null"
                    : "a " + argument.getClass().getName();
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "the cost of " + feature + " depends on argument " + index + ", which should be a " + type.getName()
                            + " and is " + found);
        }
        return type.cast(argument);
    }
}
