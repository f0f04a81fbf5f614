/**
 * How long a request to AWS may take, in ms. The SDK's own default is no limit: a connection that died while the
 * container was frozen would hold a row up to the time limit of the function. What times out is tried again.
 */
export const REQUEST_LIMITS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true }
