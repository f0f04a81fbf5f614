import type { HostFault } from '../../functions/wechatpay/host.ts'
import { doubtful, type Finding, wrong } from './finding.ts'

/** Why no connection came about, by the code of the error beneath. */
const REASONS: Readonly<Record<string, [says: string, mend: string]>> = {
  ENOTFOUND: ['Its name is unknown.', 'Check the DNS of this network.'],
  EAI_AGAIN: ['Its name could not be looked up.', 'Check the DNS of this network.'],
  ECONNREFUSED: ['It refuses the connection.', 'Check the address, and the firewall on the way.'],
  UND_ERR_CONNECT_TIMEOUT: [
    'No connection came about in time.',
    'Allow port 443 to it in the firewall, or check the proxy.',
  ],
}

const TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/

/** Nothing came back. Of the backup host that is a doubt only: calls go to the primary one. */
export function weighFault(host: string, { sent, why, error }: HostFault, backup: boolean): Finding {
  const verdict = backup ? doubtful : wrong
  if (sent) {
    const says = why === 'timeout' ? 'It did not answer within 10 s.' : 'The connection broke before an answer came.'
    return verdict('reach', host, says, 'Try again; if it stays so, look for a firewall or a proxy on the way.')
  }
  const code = error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (TLS.test(code)) {
    const says = `Its TLS certificate is not trusted (${code}): somebody on the way may read along.`
    return verdict('reach', host, says, 'Have it excepted from the inspection of TLS in this network.')
  }
  const [says, mend] = REASONS[code] ?? [
    `It cannot be reached${code && ` (${code})`}.`,
    'Check network, firewall and proxy.',
  ]
  return verdict('reach', host, says, mend)
}
