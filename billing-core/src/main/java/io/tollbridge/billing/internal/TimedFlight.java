// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.internal.commit.Call;
import io.tollbridge.billing.internal.commit.Flight;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;

/** Tells of each flight how many commands it carried and how long it took. */
final class TimedFlight implements Flight<Command, CommandResult> {
    private final Flight<Command, CommandResult> flight;
    private final InstantSource clock;
    private final Signals signals;

    TimedFlight(Flight<Command, CommandResult> flight, InstantSource clock, Signals signals) {
        this.flight = flight;
        this.clock = clock;
        this.signals = signals;
    }

    @Override
    public Collection<Call<Command, CommandResult>> fly(List<Call<Command, CommandResult>> calls, boolean mayWait) {
        int commands = calls.size();
        Instant begin = clock.instant();
        Collection<Call<Command, CommandResult>> left = flight.fly(calls, mayWait);
        signals.tell(new BillingEvent.Flight(commands - left.size(), Duration.between(begin, clock.instant())));
        return left;
    }
}
