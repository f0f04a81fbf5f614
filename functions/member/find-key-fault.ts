import { childPointer } from './pointer.ts'

/** The end of the JSON string that starts at `start`: the index of its closing quote. */
export function endOfString(text: string, start: number): number {
  let index = start + 1
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1
  return index
}

/** Where the scan stands in one container. `key` is undefined until the key of the next member is read. */
type Frame = { kind: 'object'; keys: Set<string>; key: string | undefined } | { kind: 'array'; index: number }

type KeyFault = { pointer: string; code: 'duplicate_key' | 'forbidden_key' }

/**
 * The first key of a valid JSON text that stands twice in its object, or is __proto__: JSON.parse would keep the last
 * of two and hand the other to whoever reads an object by assignment. Keys are compared as they read after unescaping.
 */
export function findKeyFault(text: string): KeyFault | undefined {
  const frames: Frame[] = []
  for (let index = 0; index < text.length; index++) {
    const frame = frames.at(-1)
    switch (text[index]) {
      case '{':
        frames.push({ kind: 'object', keys: new Set(), key: undefined })
        break
      case '[':
        frames.push({ kind: 'array', index: 0 })
        break
      case '}':
      case ']':
        frames.pop()
        break
      case ',':
        if (frame?.kind === 'object') frame.key = undefined
        if (frame?.kind === 'array') frame.index++
        break
      case '"': {
        const end = endOfString(text, index)
        if (frame?.kind === 'object' && frame.key === undefined) {
          frame.key = String(JSON.parse(text.slice(index, end + 1)))
          const code = frame.key === '__proto__' ? 'forbidden_key' : 'duplicate_key'
          if (code === 'forbidden_key' || frame.keys.has(frame.key)) return { pointer: pointerTo(frames), code }
          frame.keys.add(frame.key)
        }
        index = end
      }
    }
  }
  return undefined
}

const pointerTo = (frames: readonly Frame[]) =>
  frames.reduce((parent, frame) => childPointer(parent, frame.kind === 'array' ? frame.index : (frame.key ?? '')), '')
