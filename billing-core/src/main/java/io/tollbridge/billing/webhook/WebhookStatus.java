// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

/** What has become of a stored event. The names are stored. */
public enum WebhookStatus {
    /** Stored and answered; to be processed when due. */
    RECEIVED,
    /** Processed. */
    DONE,
    /** Of no concern to this library. */
    IGNORED,
    /** It needs a person: the note says why. It stays so until it is replayed or discarded. */
    QUARANTINED,
    /** A person decided that it is not to be processed: the note says who and why. */
    DISCARDED
}
