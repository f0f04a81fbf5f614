import { TABLE_KEYS } from '../../table-definition.ts'

export const COUNT = 100

export const STATE_TABLE = {
  TableName: 'state',
  ...TABLE_KEYS,
}

/** Large enough for one commit to take milliseconds: a kill is then likely to hit it. */
export const itemOf = (n: number, generation: number) => ({
  pk: { S: 'generations' },
  sk: { S: String(n).padStart(3, '0') },
  generation: { N: String(generation) },
  ballast: { S: 'x'.repeat(4000) },
})
