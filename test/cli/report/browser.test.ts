import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { renderReport } from '../../../cli/report/render-report.ts'
import { HALT } from '../job/statuses.ts'
import {
  BACKGROUND,
  FAINT_TEXTS,
  FOCUS_OUTLINE,
  HEADINGS,
  OVERFLOWING,
  SHOWN,
  UNSCOPED_HEADERS,
} from './page-checks.ts'
import { makeReport, manyRows } from './reports.ts'

const CHROMIUM = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .filter(path => path !== undefined)
  .find(existsSync)
if (CHROMIUM === undefined) process.stderr.write('Reports are not looked at in a browser: there is no Chromium here.\n')

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync']

/** A phone and a desk. */
const WIDTHS = [390, 1280]

describe.skipIf(CHROMIUM === undefined)('a report in Chromium', () => {
  let browser: Browser
  let folder: string
  let page: Page
  let strayed: string[]

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: [...ARGS, ...QUIET] })
    folder = await mkdtemp(join(tmpdir(), 'report in a browser '))
    const report = await makeReport(manyRows(9_000, 4.8, 20), {
      state: 'halted',
      isComplete: false,
      rows: 20_000,
      halts: [HALT],
      jobId: 'a-name-of-its-own-that-is-as-long-as-the-name-of-a-job-can-become',
      flags: ' --stack a-stack-of-a-long-name-in-production',
    })
    await writeFile(join(folder, 'report.html'), renderReport(report, 'en'))
  })
  afterAll(async () => {
    await browser.close()
    await rm(folder, { recursive: true })
  })

  beforeEach(async () => {
    page = await browser.newPage()
    const url = pathToFileURL(join(folder, 'report.html')).href
    strayed = []
    page.on('request', request => {
      if (request.url() !== url) strayed.push(request.url())
    })
    page.on('console', message => strayed.push(message.text()))
    page.on('pageerror', error => strayed.push(error.message))
    await page.goto(url)
  })
  afterEach(async () => {
    await page.close()
    expect(strayed).toEqual([])
  })

  describe.each(WIDTHS)('%d pixels wide', width => {
    test.each(['en', 'zh-CN'])('is readable in %s, light and dark, and stays within the page', async lang => {
      await page.setViewportSize({ width, height: 900 })
      await page.locator(`label[for="${lang}"]`).click()
      expect(await page.evaluate(SHOWN)).toBe(lang)
      expect(await page.evaluate(OVERFLOWING)).toEqual([])
      await page.locator('summary:visible').click()
      expect(await page.evaluate(OVERFLOWING)).toEqual([])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect([colorScheme, await page.evaluate(FAINT_TEXTS)]).toEqual([colorScheme, []])
      }
    })
  })

  test('has one heading of the first level, then those below it, and every table header says what it heads', async () => {
    expect(await page.evaluate(HEADINGS)).toEqual([1, 2, 2, 2, 2, 2])
    expect(await page.evaluate(UNSCOPED_HEADERS)).toBe(0)
  })

  test('changes its language by keyboard, and shows where the focus is', async () => {
    await page.keyboard.press('Tab')
    expect(await page.evaluate(FOCUS_OUTLINE)).toBe('INPUT solid 2px')
    expect(await page.evaluate(SHOWN)).toBe('en')
    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate(SHOWN)).toBe('zh-CN')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(FOCUS_OUTLINE)).toBe('SUMMARY solid 2px')
  })

  test('prints on white, in one language and without the switch, also where the screen is dark', async () => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    // A4 without its margins.
    await page.setViewportSize({ width: 680, height: 1000 })
    expect(await page.evaluate(BACKGROUND)).toBe('rgb(255, 255, 255)')
    expect(await page.locator('label:visible').count()).toBe(0)
    expect(await page.evaluate(SHOWN)).toBe('en')
    expect(await page.evaluate(OVERFLOWING)).toEqual([])
    expect(await page.evaluate(FAINT_TEXTS)).toEqual([])
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(pdf.match(/\/MediaBox \[0 0 (\d+)[\d.]* (\d+)/)?.slice(1)).toEqual(['594', '841'])
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeLessThanOrEqual(5)
  })
})
