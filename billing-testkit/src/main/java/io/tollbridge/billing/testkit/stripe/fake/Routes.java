// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of all endpoints. Filled at the start, only read afterwards. */
final class Routes {
    private final List<Route> routes = new ArrayList<>();

    /**
     * Adds an endpoint.
     *
     * @param template the path, with variables such as {@code {id}}
     * @param params the parameters that it knows, see {@link Accepted}
     */
    void get(String template, Endpoint endpoint, String... params) {
        routes.add(new Route("GET", segments(template), Accepted.of(params), endpoint));
    }

    /** A list: its own filters and the parameters of every list. */
    void list(String template, Endpoint endpoint, String... filters) {
        List<String> params = new ArrayList<>(List.of(filters));
        params.addAll(List.of("limit", "starting_after", "ending_before", "created.gt", "created.gte"));
        params.addAll(List.of("created.lt", "created.lte"));
        get(template, endpoint, params.toArray(String[]::new));
    }

    void post(String template, Endpoint endpoint, String... params) {
        routes.add(new Route("POST", segments(template), Accepted.of(params), endpoint));
    }

    void delete(String template, Endpoint endpoint, String... params) {
        routes.add(new Route("DELETE", segments(template), Accepted.of(params), endpoint));
    }

    /** The endpoint for a path; one that names a segment goes before one with a variable in its place. */
    Optional<Match> find(String method, String path) {
        List<String> segments = segments(path);
        Match best = null;
        for (Route route : routes) {
            Match match = route.method.equals(method) ? route.match(segments) : null;
            if (match != null && (best == null || match.variables.size() < best.variables.size())) {
                best = match;
            }
        }
        return Optional.ofNullable(best);
    }

    /** All endpoints, as {@code POST /v1/customers/{id}}. */
    List<String> names() {
        return routes.stream()
                .map(route -> route.method + " " + String.join("/", route.template))
                .toList();
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    /** Carries a request out. */
    interface Endpoint {
        Answer answer(Call call);
    }

    record Match(Route route, Map<String, String> variables) {}

    record Route(String method, List<String> template, Accepted accepted, Endpoint endpoint) {
        private @Nullable Match match(List<String> segments) {
            if (segments.size() != template.size()) {
                return null;
            }
            Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < template.size(); i++) {
                String wanted = template.get(i);
                if (wanted.startsWith("{")) {
                    variables.put(wanted.substring(1, wanted.length() - 1), segments.get(i));
                } else if (!wanted.equals(segments.get(i))) {
                    return null;
                }
            }
            return new Match(this, variables);
        }
    }
}
