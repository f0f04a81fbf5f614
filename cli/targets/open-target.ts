import type { Context } from '../context.ts'
import type { Target, TargetOptions } from './target.ts'

/** Opens what the options name; the embedded stack by default. Its parts are loaded only where they are needed. */
export async function openTarget(options: TargetOptions, context: Context): Promise<Target> {
  if (options.stack !== undefined) {
    const { openDeployed } = await import('./deployed.ts')
    return await openDeployed(options.stack, context)
  }
  const { openEmbeddedTarget } = await import('./embedded.ts')
  return await openEmbeddedTarget(options, context)
}
