import { describe, expect, test } from 'vitest'
import { REPORT_MARK, renderReport } from '../../../cli/report/render-report.ts'
import type { Report } from '../../../cli/report/report.ts'
import { HALT } from '../job/statuses.ts'
import { endedRow, makeReport, manyRows } from './reports.ts'

const render = async (more: Partial<Report> = {}, count = 40) =>
  renderReport(await makeReport(manyRows(count, 5, 6), more), 'en')
const articleOf = (page: string, lang: string) =>
  page.match(new RegExp(`<article lang="${lang}">.*?</article>`, 's'))?.[0] ?? ''
const standingOf = (page: string, lang = 'en') => articleOf(page, lang).match(/class="standing \w+">(.*?)<\/p>/)?.[1]

describe('a report', () => {
  test('loads and runs nothing', async () => {
    const page = await render()
    expect(page.startsWith(REPORT_MARK)).toBe(true)
    expect(page).toContain(
      `http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;`,
    )
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|form|base)\b|@import|url\(|\bon\w+=|https?:/i)
  })

  test('says the same in both languages, and shows the one asked for first', async () => {
    const report = await makeReport(manyRows(40, 5, 6))
    const [english, chinese] = [renderReport(report, 'en'), renderReport(report, 'zh-CN')]
    expect(english).toMatch(/id="en" checked/)
    expect(chinese).toMatch(/id="zh-CN" checked/)
    expect(articleOf(english, 'en')).toBe(articleOf(chinese, 'en'))
    const figuresOf = (lang: string) =>
      articleOf(english, lang)
        .match(/\d+([,.:-]\d+)*/g)
        ?.sort()
    expect(figuresOf('zh-CN')).toEqual(figuresOf('en'))
  })

  test('names nobody: neither openid nor card code is in it', async () => {
    expect(await render()).not.toMatch(/openid-\d|code-\d/)
  })

  test('takes no text of the job for markup', async () => {
    async function* rows() {
      yield endedRow(1, 0, { state: 'unsettled', code: '<b>1</b>', pointer: '/<i>', requestId: '"><script>' })
    }
    const page = renderReport(await makeReport(rows(), { jobId: `<u>&'`, flags: ' --live <a>' }), 'en')
    expect(page).not.toMatch(/<b>|<i>|<script|<u>|<a>/)
    expect(page).toContain('&lt;u&gt;&amp;&#39;')
    expect(page).toContain('&quot;&gt;&lt;script&gt;')
  })
})

describe('how a job stands is the first that is said', () => {
  const open = { isComplete: false, rows: 50 }
  test.each<[string, Partial<Report>, string]>([
    ['ended', {}, 'Complete: all 40 rows ended; 5 did not end well.'],
    ['running', { ...open, state: 'running' }, 'Not complete: 10 of 50 rows have not ended yet.'],
    ['halted', { ...open, state: 'halted', halts: [HALT] }, 'Halted: 10 of 50 rows have not ended. They are kept'],
    ['cancelled', { state: 'cancelled', rows: 50 }, 'Cancelled: 10 of 50 rows stay unprocessed.'],
    ['cancelled, settling', { ...open, state: 'cancelled' }, 'Cancelled, and not complete: 10 rows without an end'],
  ])('%s', async (_, more, said) => {
    expect(standingOf(await render(more))).toContain(said)
  })

  test('well', async () => {
    const page = renderReport(await makeReport(manyRows(40, 5, 50)), 'en')
    expect(standingOf(page)).toBe('Complete: all 40 rows ended well.')
    expect(standingOf(page, 'zh-CN')).toBe('已完成：全部 40 行都已成功。')
    expect(page).toContain('No row was rejected or left unsettled.')
  })

  test('of a job that no command registered', async () => {
    const { rows: _, ...ended } = await makeReport(manyRows(3, 5, 50))
    const saidOf = (state: Report['state']) => standingOf(renderReport({ ...ended, state, isComplete: false }, 'en'))
    expect(saidOf('running')).toMatch(/^3 rows ended so far. How many there are in all is not known/)
    expect(saidOf('halted')).toMatch(/^Halted: 3 rows ended so far/)
    expect(saidOf('cancelled')).toMatch(/^Cancelled: 3 rows ended so far/)
  })
})

describe('a report holds', () => {
  test('the sum of its states as the number of rows', async () => {
    const figures = [
      ...articleOf(await render({ state: 'running', rows: 50 }), 'en').matchAll(
        /swatch (\w+)"><\/i>[^<]*<span class="quiet">[^<]*<\/span><\/th><td class="number">(\d+)/g,
      ),
    ]
    expect(Object.fromEntries(figures.map(([, state, rows]) => [state, Number(rows)]))).toEqual({
      imported: 34,
      already_member: 1,
      rejected: 4,
      unsettled: 1,
      waiting: 10,
    })
  })

  test('what halts the job, with its mend and the command to go on', async () => {
    const page = await render({ state: 'halted', isComplete: false, rows: 50, halts: [HALT] })
    expect(articleOf(page, 'en')).toContain('Check card_id and the state of the template, then resume.')
    expect(articleOf(page, 'zh-CN')).toContain('检查 card_id 和模板的状态，然后运行 resume。')
    expect(page).toContain('resume spring --stack members')
    expect(await render({ halts: [HALT] })).not.toContain('resume spring')
  })

  test('each reason with what to do', async () => {
    const page = await render()
    expect(articleOf(page, 'en')).toContain(
      'Check the openid: it must be the one under the AppID of the card template.',
    )
    expect(articleOf(page, 'zh-CN')).toContain('检查 openid：必须是会员卡模板所用 AppID 下的 openid。')
  })

  test('what was found here, in the words of its first row', async () => {
    async function* rows() {
      yield endedRow(7, 0, { state: 'rejected', code: 'too_long', pointer: '/level', detail: '/level At most 10.' })
    }
    const page = renderReport(await makeReport(rows()), 'en')
    expect(articleOf(page, 'en')).toContain('First in row 7: <span lang="en">/level At most 10.</span>')
    expect(articleOf(page, 'en')).toContain('Shorten the text; characters are counted, not bytes.')
    expect(articleOf(page, 'zh-CN')).toContain('缩短文字；按字符计，不按字节计。')
  })

  test('the number of a row as the files and the other commands have it', async () => {
    async function* rows() {
      yield endedRow(12_345, 0, { state: 'unsettled', code: 'no_trace' })
    }
    const page = renderReport(await makeReport(rows()), 'en')
    expect(articleOf(page, 'en')).toContain('First in row 12345.')
    expect(articleOf(page, 'zh-CN')).toContain('首见于第 12345 行。')
    expect(page).toContain('<th scope="row" class="number">12345</th>')
  })

  test('unsettled rows one by one, and where the rest of many is', async () => {
    expect(await render()).toContain('<code>08F5B8C2B506-18</code>')
    const many = articleOf(await render({}, 4_000), 'en')
    expect(many).toContain('The first 50 of 133. All are in:')
    expect(many).toContain('results spring -o results --stack members')
  })

  test('the chart once more as a table, bucket by bucket', async () => {
    const page = articleOf(await render(), 'en')
    const table = page.match(/<details>.*<\/details>/s)?.[0] ?? ''
    expect(table.match(/<tr>/g)).toHaveLength(1 + 9)
    expect(table).toMatch(/<th scope="row">2026-03-01 08:00:00<\/th><td class="number">4<\/td>/)
  })

  test('the times of where it was made, and says so', async () => {
    const page = articleOf(await render({ offsetMs: -3.5 * 3_600_000 }), 'en')
    expect(page).toContain('All times are UTC-03:30.')
    expect(page).toContain('2026-02-28 20:30:00')
  })

  test('no chart where nothing was called', async () => {
    async function* none() {}
    const page = renderReport(await makeReport(none(), { state: 'running', isComplete: false, rows: 5 }), 'en')
    expect(page).not.toContain('<svg')
    expect(page).toContain('No row has been called yet.')
  })
})
