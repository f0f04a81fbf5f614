import type { Target } from '../targets/target.ts'
import { countMessages } from './count-messages.ts'

/**
 * Whether messages are left that a command has to stay for: the embedded stack works only as long as one does. A
 * deployed stack goes on by itself.
 */
export async function isSettling(target: Target): Promise<boolean> {
  return target.embedded && (await countMessages(target)).all > 0
}
