import type { LogEvent } from '../../functions/signals/log-events.ts'
import type { Language } from './error-sections.ts'

/** What has happened where a log entry of this name stands. */
export const LOG_EVENT_MEANINGS: Readonly<Record<LogEvent, Readonly<Record<Language, string>>>> = {
  call: {
    en: 'one call to WeChat Pay; `waited_ms` for its permit',
    zh: '一次对微信支付的调用；`waited_ms` 为等待许可的时间',
  },
  batch_ended: {
    en: 'one batch of the queue; `oldest_s` is the age of its oldest message',
    zh: '队列的一批已结束；`oldest_s` 为其中最旧一条消息的存在时间',
  },
  row_ended: {
    en: 'a row, or a message of no row, has ended',
    zh: '一行已结束，或一条不属于任何行的消息已结束',
  },
  member_ended: {
    en: 'an import by HTTP has ended',
    zh: '一次通过 HTTP 的导入已结束',
  },
  request_failed: {
    en: 'a request by HTTP met an error; it was answered with 500',
    zh: '一个 HTTP 请求遇到错误，已应答 500',
  },
  attempt_failed: {
    en: 'an error between sending and record: the member is asked about after its lease',
    zh: '发送与记录之间出错：租期过后查询该会员',
  },
  message_failed: {
    en: 'an error sent a message back to the queue',
    zh: '一条消息因错误返回队列',
  },
  near_their_end: {
    en: 'so many messages of a batch are older than 12 days',
    zh: '一批中存在时间超过 12 天的消息数',
  },
  hiding_failed: {
    en: 'messages come back after the visibility timeout, not at their time',
    zh: '消息要到可见性超时之后才再来，而不是在其应有的时间',
  },
  giving_in_failed: {
    en: 'a message at its end could not be given up, and is kept',
    zh: '一条期限已到的消息未能放弃，因而保留',
  },
  hand_over_failed: {
    en: 'the queue did not take what an HTTP request left unknown',
    zh: '队列没有接收 HTTP 请求留下的未知结果',
  },
  halted: {
    en: 'a halt was raised',
    zh: '出现了一个暂停',
  },
  halt_ended: {
    en: 'a halt of the credential ended by a new version of the secret',
    zh: '凭证级的暂停因 secret 有了新版本而结束',
  },
  raising_failed: {
    en: 'the halt of a broken configuration could not be recorded',
    zh: '未能记录因配置有误而起的暂停',
  },
  credential_broken: {
    en: 'the secret, or the key that signs in its place, cannot be used',
    zh: 'secret 或代替它签名的密钥无法使用',
  },
  credential_not_refreshed: {
    en: 'the secret could not be read again; the version in hand stays',
    zh: '未能重新读取 secret；继续使用手中的版本',
  },
  certificates_not_renewed: {
    en: 'platform certificates could not be fetched; those in hand stay',
    zh: '未能获取平台证书；继续使用手中的证书',
  },
  private_key_left: {
    en: 'KMS signs, and the secret still holds a private key',
    zh: '由 KMS 签名，而 secret 中仍有私钥',
  },
  signing_failed: {
    en: 'KMS did not sign just now; the call is made later',
    zh: 'KMS 此刻没有签名；稍后再调用',
  },
  configuration_broken: {
    en: 'the environment of the function cannot be used',
    zh: '函数的环境变量无法使用',
  },
  no_import_queue_url: {
    en: 'IMPORT_QUEUE_URL is not set: messages are not hidden',
    zh: '没有设置 IMPORT_QUEUE_URL：消息不会被隐藏',
  },
  no_dead_letter_queue_url: {
    en: 'DEAD_LETTER_QUEUE_URL is not set: nothing is copied there',
    zh: '没有设置 DEAD_LETTER_QUEUE_URL：不会向那里复制',
  },
  no_queue_to_settle: {
    en: 'IMPORT_QUEUE_URL is not set: an unknown outcome is not handed over',
    zh: '没有设置 IMPORT_QUEUE_URL：未知的结果不会转交',
  },
}
