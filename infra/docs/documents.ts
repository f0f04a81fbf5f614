import { renderErrors } from './errors-page.ts'

/** Every document that is made from the code, by its path from the root of the repository. */
export function makeDocuments(): Readonly<Record<string, string>> {
  return {
    'docs/errors.md': renderErrors('en'),
    'docs/errors.zh-CN.md': renderErrors('zh'),
  }
}
