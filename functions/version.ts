/** Of package.json; the build puts it in (infra/bundle.ts). */
declare const PRODUCT_VERSION: string

export const version = PRODUCT_VERSION
