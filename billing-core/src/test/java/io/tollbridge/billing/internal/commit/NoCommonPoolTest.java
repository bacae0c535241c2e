// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.GroupCommit;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a process of its own, because the common pool is made once for all. */
class NoCommonPoolTest {
    @Test
    @Timeout(60)
    void futuresAreCompletedWhereTheHostHasSwitchedTheCommonPoolOff() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneCall.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(said.lines()).contains("done 1");
    }

    /** The host. */
    static final class OneCall {
        private OneCall() {}

        public static void main(String[] arguments) throws Exception {
            Flight<Integer, String> flight = (calls, mayWait) -> {
                calls.forEach(call -> call.succeed("done " + call.command()));
                return List.of();
            };
            try (CommitQueue<Integer, String> queue = new CommitQueue<>(GroupCommit.DEFAULT, flight)) {
                System.out.println(queue.submit("a", 1, answer -> answer).get(20, TimeUnit.SECONDS));
            }
        }
    }
}
