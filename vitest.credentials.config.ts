import { defineConfig } from 'vitest/config'
import { againWith } from './vitest.e2e.config.ts'

/** The whole end-to-end suite again, one credential after another. `--project '*kms'` runs one. */
export default defineConfig({
  test: { projects: [...againWith('kms', 0), ...againWith('certificates', 2), ...againWith('brand', 4)] },
})
