// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Addresses to which Stripe's pages lead back: only the host's own, or else a link of ours could lead anywhere. */
final class ReturnUrls {
    private final @Nullable URI base;

    ReturnUrls(@Nullable URI base) {
        this.base = base;
    }

    static URI checkedBase(String url) {
        URI uri = parsed(url);
        if (uri == null || !uri.isAbsolute() || uri.getHost() == null || extras(uri) || !web(uri)) {
            throw new BillingConfigurationException("the public URL is an address such as https://app.example.com or"
                    + " https://example.com/app, without user, query and fragment; not \"" + url + "\"");
        }
        return uri.normalize();
    }

    private static boolean extras(URI uri) {
        return uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null;
    }

    private static boolean web(URI uri) {
        return "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    }

    /**
     * The whole address.
     *
     * @param url a path, or an address below the public URL
     */
    String checked(String url) {
        if (base == null) {
            throw new BillingConfigurationException("pages of Stripe need to know where they may lead back to: call"
                    + " StripeSettings.builder().publicUrl(\"https://app.example.com\")");
        }
        URI uri = parsed(url);
        if (uri != null && !url.contains("\\") && !encodedPath(uri)) {
            boolean path = !uri.isAbsolute() && uri.getRawAuthority() == null && url.startsWith("/");
            URI whole = (path ? URI.create(root(base) + url) : uri).normalize();
            if (sameSite(whole, base) && below(whole.getRawPath(), base.getRawPath())) {
                return whole.toString();
            }
        }
        // why not the value: it may come from a request, with whatever its sender put into it
        throw new InvalidArgumentException(
                ErrorCode.ARGUMENT_INVALID,
                "the return URL is not below the public URL " + base + "; give a path such as "
                        + prefix(base.getRawPath()) + "billing, or configure another public URL");
    }

    private static boolean encodedPath(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().toLowerCase(Locale.ROOT);
        return path.contains("%2e") || path.contains("%2f") || path.contains("%5c");
    }

    private static String root(URI base) {
        return base.getScheme() + "://" + base.getRawAuthority();
    }

    private static boolean sameSite(URI uri, URI base) {
        return base.getScheme().equals(uri.getScheme())
                && uri.getRawUserInfo() == null
                && uri.getHost() != null
                && base.getHost().equalsIgnoreCase(uri.getHost())
                && port(base) == port(uri);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private static boolean below(@Nullable String path, @Nullable String basePath) {
        String prefix = prefix(basePath);
        String full = path == null || path.isEmpty() ? "/" : path;
        return !full.startsWith("/..") && (full + "/").startsWith(prefix);
    }

    private static String prefix(@Nullable String basePath) {
        return basePath == null || basePath.isEmpty() || basePath.endsWith("/")
                ? (basePath == null || basePath.isEmpty() ? "/" : basePath)
                : basePath + "/";
    }

    private static @Nullable URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException unreadable) {
            return null;
        }
    }
}
