import type { MetricName } from './metric-list.ts'

/** What a metric tells, in Chinese. Apart from the English, so that the bundles do not carry it. */
export const METRICS_ZH: Readonly<Record<MetricName, string>> = {
  Rows: '已结束的行，以及已结束的单个导入',
  RefusedMessages: '不属于任何行、永远无法成功的消息；副本在死信队列中',
  CallTime: '每次调用微信支付的耗时；样本数即调用次数',
  PermitWait: '每个许可等待的时间；样本数即用掉的许可数',
  PermitsRefused: '在允许等待的时间内没有得到的许可',
  RateRefusals: '因频率被微信支付拒绝（429）的调用',
  FailedCalls: '没有得到微信支付应答的调用：无法连接、超时、5xx',
  VerificationFailures: '验签失败、且没有表明是探测的应答',
  Probes: '带有微信支付探测签名的应答，微信支付借此确认它会被拒绝',
  Unknowns: '结果不明、因而还须查询的发送',
  Settlements: '查询之后得知的、结果不明的发送的最终结果',
  SecretReads: '读取凭证 secret 的次数',
  SecretReadFailures: '读取凭证 secret 失败的次数',
  HaltsRaised: '新出现的暂停',
  HaltsStanding: '有会员遇到存在的暂停时为 1，没有时为 0',
  MessagesEnded: '已确认、不再返回的队列消息',
  MessagesReturned: '稍后再来的队列消息',
  MessagesFailed: '因我们自己或 AWS 的错误而返回的队列消息',
  OldestMessageAge: '一批中稍后再来的消息里，最旧一条的存在时间',
}
