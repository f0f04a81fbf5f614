/**
 * What runs inside the page, as source text: the DOM is not among the types of this project. Each is an expression.
 */

/** Texts in the page as shown now whose contrast with what is behind them is below 4.5:1 (WCAG 2.2, 1.4.3). */
export const FAINT_TEXTS = `(() => {
  const parse = color => {
    const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number)
    return { r, g, b, a }
  }
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map(c => c / 255).map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const behind = element => {
    for (let one = element; one; one = one.parentElement) {
      const color = parse(getComputedStyle(one).backgroundColor)
      if (color.a === 1) return color
    }
    throw new Error('nothing opaque')
  }
  const faint = []
  let seen = 0
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement
    if (node.data.trim() === '' || element.tagName === 'title' || !element.checkVisibility()) continue
    seen += 1
    const style = getComputedStyle(element)
    const [front, back] = [parse(element.tagName === 'text' ? style.fill : style.color), behind(element)].map(luminance)
    const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05)
    if (contrast < 4.5) faint.push(node.data.trim().slice(0, 40) + ' ' + contrast.toFixed(2))
  }
  return seen > 50 ? faint : ['too few texts were seen: ' + seen]
})()`

/** What reaches beyond the page to the right; what is to be scrolled by itself may. */
export const OVERFLOWING = `(() => {
  const width = document.documentElement.clientWidth
  const wide = [...document.querySelectorAll('body *')].filter(
    element => element.checkVisibility() && !element.closest('.wide') && element.getBoundingClientRect().right > width + 0.5,
  )
  const found = wide.map(element => element.tagName + '.' + element.getAttribute('class'))
  return document.documentElement.scrollWidth > width ? [...found, 'the page'] : found
})()`

/** The levels of the headings shown, in their order. */
export const HEADINGS = `[...document.querySelectorAll('h1, h2, h3, h4')].filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]))`

export const UNSCOPED_HEADERS = `[...document.querySelectorAll('th:not([scope=col], [scope=row])')].length`

/** The language shown, as a screen reader takes it. */
export const SHOWN = `[...document.querySelectorAll('article')].filter(one => one.checkVisibility()).map(one => one.lang).join()`

/** How what has the focus is marked: by its own outline, or by that of its label. */
export const FOCUS_OUTLINE = `(() => {
  const active = document.activeElement
  const { outlineStyle, outlineWidth } = getComputedStyle(active.labels?.[0] ?? active)
  return active.tagName + ' ' + outlineStyle + ' ' + outlineWidth
})()`

export const BACKGROUND = `getComputedStyle(document.documentElement).backgroundColor`
