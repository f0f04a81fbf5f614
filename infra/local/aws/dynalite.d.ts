/** What is used here of dynalite's inner modules, which carry no types of their own. */
declare module 'dynalite/db/index.js' {
  type Callback<T> = (error: Error | null, value: T) => void

  export type Item = Record<string, unknown>
  export type Table = { KeySchema: { AttributeName: string }[] }
  export type Write = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string }

  /** One table's items, or one index. A key that is not there reads as undefined. */
  export type ItemDb = {
    get(key: string, callback: Callback<unknown>): void
    put(key: string, value: unknown, callback: Callback<undefined>): void
    del(key: string, callback: Callback<undefined>): void
    lock(key: string, run: (release: (callback: () => void) => () => void) => void): void
  }

  export type Store = {
    /** The definitions of the tables, by name. */
    tableDb: ItemDb
    db: { batch(writes: Write[]): Promise<void>; open(): Promise<void>; close(): Promise<void> }
    getTable(name: string, callback: Callback<Table>): void
    getItemDb(table: string): ItemDb
    getIndexDb(type: string, table: string, index: string): ItemDb
  }

  export function create(options: {
    path?: string
    createTableMs: number
    deleteTableMs: number
    updateTableMs: number
  }): Store
  export function createKey(keyOrItem: Item, table: Table): string
  export function validateKey(key: Item, table: Table): Error | undefined
  export function validateItem(item: Item, table: Table): Error | undefined
}

declare module 'dynalite/validations/index.js' {
  export function checkTypes(input: unknown, types: unknown): Record<string, unknown>
  export function checkValidations(data: unknown, types: unknown, custom: unknown, store: unknown): void
  export function toLowerFirst(name: string): string
}
