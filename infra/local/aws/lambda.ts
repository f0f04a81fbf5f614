import { type Container, type FunctionConfig, startContainer } from './container.ts'
import type { Result } from './runtime-api.ts'

export type LambdaFunction = {
  /** Runs the handler on `event` in an idle container or a new one. Never rejects. */
  invoke(event: unknown): Promise<Result>
  /** Kills all containers at once, at work or idle; their invocations fail, later ones get new containers. */
  kill(): Promise<void>
  /** Kills all containers and refuses further invocations; settles when no process is left. */
  close(): Promise<void>
}

/** A container, from the moment its start is begun. */
type Slot = { container: Promise<Container> }

const refused = (errorType: string, errorMessage: string): Result => ({ error: { errorType, errorMessage } })

/**
 * A Lambda function on this machine: a pool of containers, one per concurrent invocation and at most `concurrency` (the
 * reserved concurrency; beyond it an invocation is throttled), reused when idle. Containers are not frozen when idle.
 */
export function createFunction(options: {
  config: FunctionConfig
  concurrency: number
  onLog?: (line: string) => void
}): LambdaFunction {
  const slots = new Set<Slot>()
  const idle: Slot[] = []
  let closed = false

  const start = (): Slot => {
    const slot = { container: startContainer(options.config, options.onLog ?? (() => {})) }
    slots.add(slot)
    const forget = () => {
      slots.delete(slot)
      const at = idle.indexOf(slot)
      if (at >= 0) idle.splice(at, 1)
    }
    slot.container.then(({ ended }) => ended).then(forget, forget)
    return slot
  }

  const kill = async () => {
    const killed = [...slots]
    slots.clear()
    idle.length = 0
    await Promise.all(
      killed.map(async slot => {
        const container = await slot.container
        container.kill()
        await container.ended
      }),
    )
  }

  return {
    invoke: async event => {
      if (closed) return refused('ResourceNotFoundException', 'The local stack is closed.')
      const slot = idle.pop() ?? (slots.size < options.concurrency ? start() : undefined)
      if (!slot) return refused('TooManyRequestsException', 'Rate Exceeded.')
      const container = await slot.container
      const result = await container.invoke(event)
      if (!container.alive()) await container.ended
      else if (slots.has(slot)) idle.push(slot)
      return result
    },
    kill,
    close: () => {
      closed = true
      return kill()
    },
  }
}
