import { execFileSync } from 'node:child_process'
import { compare, type Row } from './compare.ts'

/** The part of a cold start that is ours: loading a bundle, against a process that loads nothing. */
export async function measureStart(root: string): Promise<Row[]> {
  const env = {
    PATH: process.env.PATH,
    AWS_REGION: 'us-east-1',
    WECHATPAY_SECRET_ID: 'bench',
    STATE_TABLE_NAME: 'bench',
  }
  const run = (script: string) => async () => {
    execFileSync(process.execPath, ['-e', script], { cwd: root, env, stdio: 'ignore' })
  }
  const rows: Row[] = []
  for (const name of ['http', 'queue']) {
    const load = run(`require('./dist/${name}/index.cjs')`)
    rows.push(await compare(`loading dist/${name}`, load, run(''), 'an empty process', 15))
  }
  return rows
}
