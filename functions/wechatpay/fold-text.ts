/**
 * A text without what varies from page to page: white space, full and half width, a closing full stop. NFKC makes
 * `，（）：` their ASCII forms.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[.。]$/, '')
}
