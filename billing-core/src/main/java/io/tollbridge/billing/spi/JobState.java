// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import java.time.Instant;

/**
 * How far a job has come that some node does at set times, page by page.
 *
 * @param position the last tenant that was worked on, empty at the beginning
 * @param dueAt when it goes on
 */
public record JobState(String position, Instant dueAt) {}
