import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** Hears every line of a connection as JSON; undefined where it is not. */
export function hearJson(socket: Socket, hear: (value: unknown) => void): void {
  // An error of the socket comes again from here; the 'close' that follows it is what counts.
  socket.on('error', () => {})
  createInterface({ input: socket })
    .on('error', () => {})
    .on('line', line => hear(parse(line)))
}

export function sayJson(socket: Socket, value: unknown): void {
  socket.write(`${JSON.stringify(value)}\n`)
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
