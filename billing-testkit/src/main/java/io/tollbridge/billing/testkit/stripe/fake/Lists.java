// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pages through objects the way Stripe does: newest first, by cursor. */
final class Lists {
    private static final long DEFAULT_LIMIT = 10;
    private static final long MAX_LIMIT = 100;

    private Lists() {}

    /**
     * One page.
     *
     * @param all newest first, filtered by the endpoint's own filters
     */
    static Answer page(Call call, Stream<Entity> all, String url) {
        Params params = call.params();
        long limit = limit(params);
        List<Entity> matching = all.filter(created(params)).collect(Collectors.toUnmodifiableList());
        String after = params.text("starting_after");
        String before = params.text("ending_before");
        if (after != null && before != null) {
            throw StripeError.invalidParam(
                    "ending_before", "You cannot use both `starting_after` and `ending_before` in one request.");
        }
        int from = after == null ? 0 : position(matching, after, "starting_after") + 1;
        int to = before == null ? matching.size() : position(matching, before, "ending_before");
        List<Entity> rest = matching.subList(from, to);
        boolean more = rest.size() > limit;
        if (!more) {
            return Answer.page(List.copyOf(rest), false, url);
        }
        int cut = Math.toIntExact(limit);
        List<Entity> page = before == null ? rest.subList(0, cut) : rest.subList(rest.size() - cut, rest.size());
        return Answer.page(List.copyOf(page), true, url);
    }

    /** Objects whose field has the parameter's value, if the caller gave one. */
    static Predicate<Entity> same(Call call, String... fields) {
        Predicate<Entity> filter = entity -> true;
        for (String field : fields) {
            String wanted = call.params().text(field);
            if (wanted != null) {
                filter = filter.and(entity -> entity.is(field, wanted));
            }
        }
        return filter;
    }

    private static long limit(Params params) {
        long limit = params.whole("limit", DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            String bound = limit < 1 ? "greater than or equal to 1" : "less than or equal to 100";
            throw StripeError.invalid(400, "parameter_invalid_integer", "limit", "This value must be " + bound + ".");
        }
        return limit;
    }

    private static int position(List<Entity> entities, String id, String param) {
        for (int i = 0; i < entities.size(); i++) {
            if (entities.get(i).id().equals(id)) {
                return i;
            }
        }
        throw StripeError.invalid(400, "resource_missing", param, "No such object in this list: '" + id + "'");
    }

    private static Predicate<Entity> created(Params params) {
        if (!params.has("created")) {
            return entity -> true;
        }
        Params range = range(params);
        Long above = range.whole("gt");
        Long from = range.whole("gte");
        Long below = range.whole("lt");
        Long to = range.whole("lte");
        return entity -> within(entity.whole("created"), above, from, below, to);
    }

    /** {@code created=n} means that very second. */
    private static Params range(Params params) {
        if (params.tree().get("created") instanceof String) {
            Long exact = params.whole("created");
            return Params.root(Map.of("gte", String.valueOf(exact), "lte", String.valueOf(exact)));
        }
        return params.group("created");
    }

    private static boolean within(
            long created, @Nullable Long above, @Nullable Long from, @Nullable Long below, @Nullable Long to) {
        return (above == null || created > above)
                && (from == null || created >= from)
                && (below == null || created < below)
                && (to == null || created <= to);
    }
}
