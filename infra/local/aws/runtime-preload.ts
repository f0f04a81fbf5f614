/** Loaded before aws-lambda-ric in a container: its native addon, which needs a C++ build, becomes runtime-client.ts. */
import { registerHooks } from 'node:module'

const client = new URL('./runtime-client.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === './rapid-client.node' ? { url: client, shortCircuit: true } : next(specifier, context),
})

// Ctrl-C reaches all processes of a terminal: whether this one ends is for its parent to say.
process.on('SIGINT', () => {})

// Nothing is ever written here. It closes when the parent is gone, however that ended: so does the container then.
process.stdin.on('close', () => process.exit(1)).resume()
process.stdin.unref?.()
