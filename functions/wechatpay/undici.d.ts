/** The pool alone, not all of undici: half the cold start. The package ships types for its index only. */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici'
  export = Pool
}
