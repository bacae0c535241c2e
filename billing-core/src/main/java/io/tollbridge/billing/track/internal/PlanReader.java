// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Feature;
import io.tollbridge.billing.track.BillingInput;
import io.tollbridge.billing.track.BillingKey;
import io.tollbridge.billing.track.BillingTenant;
import io.tollbridge.billing.track.BillingUnits;
import io.tollbridge.billing.track.CostFunction;
import io.tollbridge.billing.track.UsageCall;
import io.tollbridge.billing.track.UsageMeter;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns annotations into plans and notes what is wrong with them. */
final class PlanReader {
    private static final List<Class<? extends Annotation>> MARKS =
            List.of(BillingTenant.class, BillingKey.class, BillingUnits.class, BillingInput.class);

    private final Catalog catalog;
    private final CostFunctions functions;
    private final boolean tenantKnown;
    private final Mistakes mistakes;

    PlanReader(Catalog catalog, CostFunctions functions, boolean tenantKnown, Mistakes mistakes) {
        this.catalog = catalog;
        this.functions = functions;
        this.tenantKnown = tenantKnown;
        this.mistakes = mistakes;
    }

    /** The plan of a method; empty when it is not annotated, or wrongly. */
    Optional<CallPlan> read(Declarations declarations) {
        Optional<TrackUsage> annotation = declarations.annotation(TrackUsage.class);
        Method method = declarations.method();
        if (annotation.isEmpty()) {
            for (Class<? extends Annotation> mark : MARKS) {
                if (declarations.marked(mark).length > 0) {
                    mistakes.add(method, "has a parameter with @" + mark.getSimpleName() + " but no @TrackUsage");
                }
            }
            return Optional.empty();
        }
        if (declarations.contradicts(TrackUsage.class)) {
            mistakes.add(method, "has different @TrackUsage annotations on its declarations; leave one");
            return Optional.empty();
        }
        TrackUsage usage = annotation.get();
        int tenantAt = place(declarations, BillingTenant.class, Argument::isText, Argument.TEXTS);
        if (tenantAt == CallPlan.NOWHERE && !tenantKnown) {
            mistakes.add(
                    method,
                    "has nobody to charge; give the service a builder.tenantResolver(...), for instance"
                            + " TenantContext.resolver(), or the method a @BillingTenant parameter");
        }
        List<Integer> keyAt =
                IntStream.of(declarations.marked(BillingKey.class)).boxed().toList();
        for (int place : keyAt) {
            check(declarations, BillingKey.class, place, Argument::isText, Argument.TEXTS);
        }
        if (usage.debtLimit() < 0) {
            mistakes.add(method, "has a debtLimit of " + usage.debtLimit() + "; it must be 0 or more");
        }
        Results results = new Results(declarations);
        results.mistake().ifPresent(mistake -> mistakes.add(method, mistake));
        CallPlan.Price price = price(declarations, usage, results);
        return price == null
                ? Optional.empty()
                : Optional.of(new CallPlan(
                        Mistakes.name(method),
                        usage.value(),
                        price,
                        tenantAt,
                        keyAt,
                        usage.chargeNested(),
                        Math.max(0, usage.debtLimit()),
                        results.plain()));
    }

    private CallPlan.@Nullable Price price(Declarations declarations, TrackUsage usage, Results results) {
        Method method = declarations.method();
        int unitsAt = place(declarations, BillingUnits.class, Argument::isCount, Argument.COUNTS);
        Feature feature = catalog.feature(usage.value()).orElse(null);
        if (feature == null) {
            mistakes.add(
                    method,
                    "uses the feature \"" + usage.value()
                            + "\", which the catalog does not have; add it with Catalog.builder().feature(...)");
            return null;
        }
        if (usage.costBy() != TrackUsage.NoFunction.class) {
            if (usage.cost() >= 0 || unitsAt != CallPlan.NOWHERE || usage.perElement()) {
                mistakes.add(method, "has costBy beside cost, units or perElement; the function says the whole cost");
            }
            return computed(declarations, usage.costBy(), results);
        }
        if (declarations.marked(BillingInput.class).length > 0) {
            mistakes.add(method, "has a parameter with @BillingInput but no costBy that would look at it");
        }
        if (usage.perElement() && !results.hasElements()) {
            mistakes.add(
                    method,
                    "is charged by element and returns no array, Collection, Map, Stream or Iterator, nor a"
                            + " CompletionStage of one of the first three");
        }
        Long cost = usage.cost() >= 0 ? Long.valueOf(usage.cost()) : feature.cost();
        if (cost == null) {
            mistakes.add(
                    method,
                    "uses the feature " + feature.name()
                            + ", which has no cost in the catalog; give it one there, or give the annotation cost or"
                            + " costBy");
            return null;
        }
        return new CallPlan.Price.PerUnit(cost, unitsAt, usage.perElement());
    }

    private CallPlan.@Nullable Price computed(
            Declarations declarations, Class<? extends CostFunction<?>> type, Results results) {
        Method method = declarations.method();
        CostFunction<Object> function = functions.find(type);
        if (function == null) {
            mistakes.add(
                    method,
                    "is charged by " + type.getName() + ", which has no usable constructor without parameters; give the"
                            + " service one with builder.costFunction(...)");
            return null;
        }
        if (function instanceof UsageMeter<?, ?>) {
            Class<?> takes = Generics.argument(type, UsageMeter.class, 1);
            if (takes != null && results.values().noneMatch(takes::isAssignableFrom)) {
                mistakes.add(
                        method,
                        "gives a " + results.describe() + ", which " + type.getSimpleName()
                                + " cannot take: it takes a " + takes.getName());
            }
        }
        Class<?> takes = Generics.argument(type, CostFunction.class, 0);
        int inputAt = takes == null || takes == UsageCall.class ? CallPlan.NOWHERE : input(declarations, type, takes);
        return new CallPlan.Price.Computed(function, inputAt);
    }

    private int input(Declarations declarations, Class<?> function, Class<?> takes) {
        Predicate<Class<?>> fits = type -> takes.isAssignableFrom(Results.boxed(type));
        if (declarations.marked(BillingInput.class).length > 0) {
            return place(declarations, BillingInput.class, fits, "a " + takes.getName());
        }
        int[] fitting = IntStream.range(0, declarations.method().getParameterCount())
                .filter(i -> declarations.parameterTypes(i).anyMatch(fits))
                .toArray();
        if (fitting.length != 1) {
            mistakes.add(
                    declarations.method(),
                    "has " + fitting.length + " parameters that " + function.getSimpleName() + " can take, a "
                            + takes.getName() + "; "
                            + (fitting.length == 0 ? "name another function" : "mark one with @BillingInput"));
        }
        return fitting.length == 0 ? CallPlan.NOWHERE : fitting[0];
    }

    /** The place of the one parameter with that mark. */
    private int place(
            Declarations declarations, Class<? extends Annotation> mark, Predicate<Class<?>> fits, String needed) {
        int[] places = declarations.marked(mark);
        if (places.length > 1) {
            mistakes.add(declarations.method(), "has several parameters with @" + mark.getSimpleName() + "; leave one");
        }
        if (places.length == 0) {
            return CallPlan.NOWHERE;
        }
        check(declarations, mark, places[0], fits, needed);
        return places[0];
    }

    private void check(
            Declarations declarations,
            Class<? extends Annotation> mark,
            int place,
            Predicate<Class<?>> fits,
            String needed) {
        if (declarations.parameterTypes(place).noneMatch(fits)) {
            mistakes.add(
                    declarations.method(),
                    "has @" + mark.getSimpleName() + " on parameter " + place + ", a "
                            + declarations.method().getParameterTypes()[place].getName() + "; it must be " + needed);
        }
    }
}
