import { CONVENTIONS } from './conventions.ts'
import { FAULT_TABLE, type Fault } from './faults.ts'

/** What `--help` prints. Faults and openid conventions come from their tables, so that none is left out. */
export function helpText(): string {
  return `Usage: npm run simulator -- [options]

The four member card calls of WeChat Pay that an import needs, on 127.0.0.1, for the partner and
the brand variant: import by openid, query one user card, list a user's cards, query a template.
For the partner also GET /v3/certificates, and POST /v3/security/echo to try keys with; neither
counts against the rate. It verifies signatures, decrypts and checks personal fields, keeps cards,
holds callers to the rate and signs what it answers, with the public key or the platform certificate
that Wechatpay-Serial names. All is in memory, with new keys at each start, unless it has a folder.

Options
  --rate <n>            calls a second for each credential, look-ups included (10)
  --seed <n>            what chances and latencies are drawn from (1)
  --latency <min-max>   milliseconds every answer is held (0-0)
  --folder <path>       keeps keys, cards and journal, over restarts and kills; faults and rates begin anew
  --secret-file <path>  where the partner's credential secret is written, mode 0600
                        (.member-import/simulator-credential.json). Beside it: …-certificates.json, the same with the
                        APIv3 key to fetch platform certificates in place of WeChat Pay's public key, and …-brand.json
  --help
Environment
  PORT                  8089; 0 takes a free one

What is there
  Brand 1004: open. Brand 1005: has not opened the member function. Any other: has not authorised the provider.
  Templates of brand 1004:
    pbLatjvWOibDc5-TBnbUk1pD12o0  takes every validity type, all six common fields, custom field 喜欢的运动
    p-simulator-fix-time-range, p-simulator-fix-term: that validity type only, the same fields
    p-simulator-permanent: PERMANENT only, fields SEX and NAME only
    p-simulator-invalid: CARD_INVALID
  Any openid and any card code can be imported. An openid that contains one of these is special:
${lines(CONVENTIONS.map(({ mark, help }) => [mark, help]))}

Faults, by the header X-Simulator-Fault of a request, or by rule (see below)
${lines(Object.entries(FAULT_TABLE).map(describeFault))}

Control API, same port, no signature
  GET    /_simulator/journal   every request: what was asked, what was done
  GET    /_simulator/summary   counts, most calls in a second, members created twice, blind repeats
  GET    /_simulator/cards     all cards, without what is personal
  POST   /_simulator/cards     {"openid", "user_card_code", "card_id"?, "user_card_state"?, "create_time"?}
  GET    /_simulator/faults    the rules in force
  POST   /_simulator/faults    {"fault": "delay;200", "count"?: 3, "chance"?: 0.1, "openid"?: "part", "call"?: "import"}
                               without count: until lifted
  DELETE /_simulator/faults    lifts all rules, or one with ?id=
  POST   /_simulator/rate      {"per_second": 50}
  GET    /_simulator/keys      the credential secrets as they are now (JSON texts), and the platform certificates
  POST   /_simulator/keys      {"key": "merchant", "credential"?: "brand", "retires_after_seconds"?: 5}
                               makes another key and answers as GET does; "key" is one of
                                 merchant     the caller's API certificate and its key; the former then means 401
                                 wechatpay    WeChat Pay's public key and its ID; the former then means PARAM_ERROR
                                 certificate  a platform certificate, listed with the former, which then means the same
                               The former is accepted for those seconds (0: not at all), also after a restart; the
                               secrets hold it as "previous"
  POST   /_simulator/reset     as at the start, with the keys there are

Limits: a reading of public documentation, never compared with the live service. In particular nobody outside knows
  - which error comes first when several are true: here the body before the state, the user before the code
  - whether 429 and gateway errors are signed, and whether the rate slides: here signed, and sliding
  - the limits and errors of the brand variant: here those of the partner's
  - whether unknown fields are refused and date_information is still read: here yes and yes
  - what two parallel imports of one user or code do: here one wins
  - the format of phone numbers, and minimum lengths: here anything that is not empty
  - whether a space is half-width punctuation, and four-byte characters may be encrypted: here neither
  - what PERMANENT with dates does, and how natural days are counted: here accepted, and by Beijing midnights
  - how old a pickup time may be, and how exactly it must lie in the past: here any, and to the millisecond
  - how long a nonce is remembered: here for 600 s, twice the tolerance of its timestamp
  - which key signs an answer to a serial that is unknown or retired: here the newest of that kind; without the header
    the public key, and for the download of certificates the newest of these
  - which API certificate personal fields are encrypted to when several are valid: here the one that signed the request
  - in which order certificates are listed, and how soon a former one is refused: here the oldest first, and as asked
  It has no callbacks, quotas, image check, or languages but zh-CN. Its certificates bear the name of Tenpay.com Root CA
  and are signed by their own keys: nobody outside has the root's. Values of a custom field need not be among the
  template's options. A template that takes every validity type does not exist.
`
}

function describeFault([name, { parameter, help }]: [string, Fault]): [string, string] {
  if (!parameter) return [name, help]
  return [`${name};${parameter.name}`, parameter.byDefault > 0 ? `${help} (${parameter.byDefault})` : help]
}

function lines(rows: (readonly [string, string])[]): string {
  return rows.map(([name, help]) => `  ${name.padEnd(24)} ${help}`).join('\n')
}
