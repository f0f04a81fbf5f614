import type { Plugin } from 'esbuild'

type Part = { filter: RegExp; contents(path: string): string }

const fails = (path: string) => `throw new Error(${JSON.stringify(`${path} is left out of the bundle.`)})`

/**
 * What the functions never run, and what stands in its place. Together it would be two fifths of a bundle and a third of
 * the time that its loading takes.
 */
const PARTS: readonly Part[] = [
  {
    // Lambda gives its credentials in the environment; the SDK loads another source only where it finds none there.
    filter: /^@(aws-sdk|smithy)\/credential-provider-(http|imds|ini|login|process|sso|web-identity)(\/|$)/,
    contents: path => fails(`No AWS credentials in the environment, and ${path}`),
  },
  {
    // No call here is a stream of events. For the sake of this one import() esbuild would wrap each module that it shares.
    filter: /^@smithy\/core\/event-streams$/,
    contents: fails,
  },
  {
    // Neither the SDK's clients nor the pool speak HTTP/2 here; both name its constants when they are loaded.
    filter: /^node:http2$/,
    contents: () => 'export default { constants: {} }',
  },
  {
    filter: /\/client-h2\.js$/,
    contents: path => `module.exports = () => { ${fails(path)} }`,
  },
  {
    // The parser without SIMD: both processors of Lambda have it. Bodies as forms: ours are bytes.
    filter: /\/(llhttp-wasm\.js|web\/fetch\/(body|formdata)(\.js)?|web\/webidl)$/,
    contents: fails,
  },
]

export const leaveOut: Plugin = {
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    for (const [index, { filter, contents }] of PARTS.entries()) {
      const namespace = `left-out-${index}`
      onResolve({ filter }, ({ path }) => ({ path, namespace }))
      onLoad({ filter: /^/, namespace }, ({ path }) => ({ contents: contents(path) }))
    }
  },
}
