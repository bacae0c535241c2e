// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what an error of the database means, by its type, SQLState or vendor code, never by its text. The errors that
 * it makes name no value, statement or address; neither do the causes that it keeps, where the driver is known to quote
 * values (see {@link #cause}).
 */
final class SqlFailures {
    private static final String CONNECTION = "08";
    private static final String BAD_VALUE = "22";
    private static final String CONSTRAINT = "23";
    private static final String WRONG_STATE = "25";
    private static final String CANCELED = "57014";
    /** Errors of a statement that the database has looked at and refused: it has done nothing of it. */
    private static final Set<String> REFUSED = Set.of(BAD_VALUE, CONSTRAINT, WRONG_STATE, "42", "54");

    private final ErrorCodes codes;

    SqlFailures(ErrorCodes codes) {
        this.codes = codes;
    }

    /** No connection could be had. */
    BillingStoreException connecting(SQLException error) {
        return failure(ErrorCode.STORE_UNAVAILABLE, "no database connection could be had", error, error);
    }

    /** Something failed before the commit, so that nothing is written. */
    BillingException working(String doing, Throwable error) {
        if (error instanceof BillingException known) {
            return known;
        }
        SQLException sql = sqlException(error);
        return failure(sql == null ? ErrorCode.STORE_FAILED : codeOf(sql), doing + " failed", sql, error);
    }

    /** The commit failed, or a statement that commits by itself. Only what the database is sure to have refused is known not to be written. */
    BillingStoreException committing(SQLException error) {
        SQLException sql = unwrapped(error);
        ErrorCode code;
        if (isContention(sql)) {
            code = ErrorCode.STORE_CONTENTION;
        } else if (REFUSED.stream().anyMatch(refused -> isOfClass(sql, refused))) {
            code = ErrorCode.STORE_FAILED;
        } else {
            code = ErrorCode.OUTCOME_UNKNOWN;
        }
        return failure(code, "committing failed", sql, error);
    }

    /** True when a row of the same unique key is there already. */
    boolean isDuplicate(Throwable error) {
        SQLException sql = sqlException(error);
        return sql != null && codes.isDuplicate(sql);
    }

    /** True when the database has looked at a statement and its values and does not take them. */
    boolean isRefused(SQLException error) {
        return isOfClass(unwrapped(error), BAD_VALUE);
    }

    private ErrorCode codeOf(SQLException error) {
        if (isContention(error)) {
            return ErrorCode.STORE_CONTENTION;
        }
        return isUnavailable(error) ? ErrorCode.STORE_UNAVAILABLE : ErrorCode.STORE_FAILED;
    }

    private boolean isContention(SQLException error) {
        // why: a key that is taken was taken a moment ago, by a transaction that ours did not see; again, it will
        return error instanceof SQLTransactionRollbackException
                || codes.isContention(error)
                || codes.isDuplicate(error);
    }

    private boolean isUnavailable(SQLException error) {
        return error instanceof SQLTransientConnectionException
                || error instanceof SQLNonTransientConnectionException
                || error instanceof SQLRecoverableException
                || error instanceof SQLTimeoutException
                || isOfClass(error, CONNECTION)
                || CANCELED.equals(error.getSQLState())
                || codes.isUnavailable(error);
    }

    private static boolean isOfClass(SQLException error, String stateClass) {
        String state = error.getSQLState();
        return state != null && state.startsWith(stateClass);
    }

    private static BillingStoreException failure(
            ErrorCode code, String what, @Nullable SQLException sql, Throwable error) {
        String found =
                sql == null ? "" : " (SQLState " + sql.getSQLState() + ", vendor code " + sql.getErrorCode() + ")";
        String known = switch (code) {
            case OUTCOME_UNKNOWN -> "; whether it was written is not known: repeat it with the same key";
            case STORE_CONTENTION -> "; nothing was written: repeat it";
            default -> "; nothing was written";
        };
        return new BillingStoreException(code, what + found + known, sql == null ? error : cause(sql));
    }

    private static @Nullable SQLException sqlException(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return unwrapped(sql);
            }
        }
        return null;
    }

    /** The error of the one statement that failed; the one of the batch may quote its parameters. */
    private static SQLException unwrapped(SQLException error) {
        if (error instanceof BatchUpdateException) {
            if (error.getNextException() != null) {
                return error.getNextException();
            }
            if (error.getCause() instanceof SQLException inner) {
                return inner;
            }
        }
        return error;
    }

    /**
     * The driver's error, unless it is about values: such messages quote them ("Key (tenant_id)=(acme) already exists",
     * "Failing row contains (..)"). Then its type, its codes and where it happened, without the message.
     */
    private static Throwable cause(SQLException error) {
        boolean quotes = isOfClass(error, BAD_VALUE) || isOfClass(error, CONSTRAINT);
        if (!quotes && !(error instanceof BatchUpdateException)) {
            return error;
        }
        SQLException silent = new SQLException(
                error.getClass().getName() + " (its message is left out because it quotes values)",
                error.getSQLState(),
                error.getErrorCode());
        silent.setStackTrace(error.getStackTrace());
        return silent;
    }
}
