/** A regular expression that takes letters of either case, without the flag for it, which JSON Schema has not. */
export function anyCase(source: string): string {
  return source.replace(/\\.|\[(?:\\.|[^\]])*\]|[A-Za-z]/g, part => {
    if (part.startsWith('\\')) return part
    if (part.startsWith('[')) return part.replace(/[A-Z]-[A-Z]/g, range => range + range.toLowerCase())
    return `[${part.toUpperCase()}${part.toLowerCase()}]`
  })
}
