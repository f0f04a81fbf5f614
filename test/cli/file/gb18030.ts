/** Characters that GB18030 writes in two bytes, and these bytes, as the decoder of the platform reads them. */
const TABLE = new Map<string, [number, number]>()
const decoder = new TextDecoder('gb18030')
for (let lead = 0x81; lead <= 0xfe; lead += 1) {
  for (let trail = 0x40; trail <= 0xfe; trail += 1) {
    const character = decoder.decode(Uint8Array.of(lead, trail))
    if (character.length === 1 && character !== '\ufffd') TABLE.set(character, [lead, trail])
  }
}

/** ASCII and what two bytes can hold, as Chinese Excel saves it. */
export function toGb18030(text: string): Uint8Array {
  return Uint8Array.from(
    [...text].flatMap(character => {
      if (character <= '\x7f') return [character.charCodeAt(0)]
      const bytes = TABLE.get(character)
      if (!bytes) throw new Error(`${character} has more than two bytes.`)
      return bytes
    }),
  )
}
