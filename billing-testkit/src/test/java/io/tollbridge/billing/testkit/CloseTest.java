// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.catalog.Catalog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CloseTest {
    @Test
    void aClosedServiceHasAnsweredEveryAsynchronousDeductionAlsoWhenTheCommonPoolIsBusy() {
        BillingService billing = BillingService.builder()
                .store(InMemoryBillingStore.create())
                .catalog(Catalog.builder().build())
                .build();
        billing.addCredits("acme", 50, CreditType.BUNDLE);
        CountDownLatch idle = new CountDownLatch(1);
        try {
            for (int i = 0; i <= ForkJoinPool.getCommonPoolParallelism(); i++) {
                ForkJoinPool.commonPool().execute(() -> Race.await(idle));
            }
            List<CompletableFuture<Charge>> charges = IntStream.range(0, 40)
                    .mapToObj(
                            i -> billing.deductCreditsAsync(Deduction.of("acme").cost(1))
                                    .toCompletableFuture())
                    .toList();
            CompletableFuture<Charge> refused =
                    billing.deductCreditsAsync(Deduction.of("acme").cost(11)).toCompletableFuture();
            CompletableFuture<DeductionResult> tried =
                    billing.tryDeductAsync(Deduction.of("acme").cost(10)).toCompletableFuture();

            billing.close();

            assertThat(charges).allMatch(CompletableFuture::isDone);
            assertThat(charges.get(39).join().spendableAfter()).isEqualTo(10);
            assertThat(refused)
                    .isCompletedExceptionally()
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(InsufficientCreditsException.class);
            assertThat(tried.getNow(null)).isInstanceOf(DeductionResult.Deducted.class);
        } finally {
            idle.countDown();
        }
    }
}
