import type { Words } from '../member/reasons-zh.ts'
import type { CredentialErrorCode } from './credential-faults.ts'

export const CREDENTIAL_FAULTS_ZH: Readonly<Record<CredentialErrorCode, Words>> = {
  secret_unavailable: { sentence: '无法读取 secret。', mend: '检查其名称和读取权限。' },
  no_value: { sentence: 'secret 不存在，或还没有值。', mend: '把凭证以 JSON 放进去。' },
  not_json: {
    sentence: 'secret 的内容不是 JSON 对象。',
    mend: '保存为 {"mchid": …, "merchant_serial_no": …, …}。',
  },
  unknown_field: { sentence: '没有这个名称的字段。', mend: '去掉它，或改正拼写。' },
  missing_field: { sentence: '缺少这个字段。', mend: '补上它。' },
  malformed_field: { sentence: '该字段的格式不对。', mend: '从商户平台重新复制。' },
  identity_not_single: {
    sentence: 'secret 中 mchid 与 brand_id 都有，或都没有。',
    mend: '恰好给一个：mchid（服务商）或 brand_id（品牌）。',
  },
  unreadable: { sentence: '这既不是密钥也不是证书，或已损坏。', mend: '重新复制整个 PEM 文件。' },
  incomplete: { sentence: '文字缺了一部分。', mend: '重新复制整个 PEM 文件，从 BEGIN 到 END。' },
  request_given: { sentence: '这是证书请求。', mend: '使用据此签发的文件。' },
  pkcs12_given: {
    sentence: '这是 PKCS#12 文件（apiclient_cert.p12）。',
    mend: '使用与它一起下载的 PEM 文件。',
  },
  certificate_given: {
    sentence: '这是证书，而此处需要密钥。',
    mend: '使用 apiclient_key.pem 或 pub_key.pem。',
  },
  public_key_given: { sentence: '这是公钥，而此处需要私钥。', mend: '使用 apiclient_key.pem。' },
  private_key_given: { sentence: '这是私钥，不应放在此处。', mend: '使用微信支付给出的公钥。' },
  key_given: { sentence: '这是密钥，而此处需要证书。', mend: '使用 apiclient_cert.pem 或平台证书。' },
  encrypted_key: {
    sentence: '该密钥是加密的，因而是私钥。',
    mend: '在需要私钥之处保存解密后的密钥：openssl pkcs8 -topk8 -nocrypt。',
  },
  not_rsa: { sentence: '该密钥不是 RSA 密钥。', mend: '使用微信支付签发的文件：其密钥都是 RSA。' },
  wrong_key_size: { sentence: '该密钥不是 2048 位。', mend: '使用微信支付签发的文件：其密钥都是 2048 位。' },
  merchant_serial_given: {
    sentence: '这是证书序列号，而此处需要微信支付公钥 ID（PUB_KEY_ID_…）。',
    mend: '从商户平台复制。',
  },
  wechatpay_key_id_given: {
    sentence: '这是微信支付公钥 ID，而此处需要商户 API 证书的序列号。',
    mend: '从商户平台的 API 证书处复制。',
  },
  decimal_serial: { sentence: '序列号写成了十进制。', mend: '按商户平台的显示写成十六进制。' },
  own_key_given: {
    sentence: '这是商户自己的密钥，而此处需要微信支付的公钥。',
    mend: '从商户平台下载 pub_key.pem。',
  },
  certificate_of_other_key: {
    sentence: '该证书与 merchant_private_key 不配对。',
    mend: '使用同一次下载的两个文件。',
  },
  certificate_of_other_serial: {
    sentence: '该证书的序列号与 merchant_serial_no 不同。',
    mend: '使用证书中的序列号。',
  },
  brand_needs_public_key: {
    sentence: '品牌没有平台证书，只有微信支付公钥。',
    mend: '给出 wechatpay_public_key_id 和 wechatpay_public_key。',
  },
  no_wechatpay_key: {
    sentence: '没有给出微信支付的任何公钥。',
    mend: '补上 wechatpay_public_key_id 和 wechatpay_public_key，或平台证书，或用来获取平台证书的 api_v3_key。',
  },
  certificates_expired: {
    sentence: '这些证书现在没有一个有效。',
    mend: '补上最新的证书，或用来获取它的 api_v3_key。',
  },
  certificates_unreachable: { sentence: '现在无法获取平台证书。', mend: '等待：会再次尝试。' },
  certificates_refused: {
    sentence: '微信支付拒绝给出其证书。',
    mend: '检查 merchant_serial_no、商户密钥和时钟。',
  },
  certificates_absent: {
    sentence: '微信支付没有该商户的有效平台证书。',
    mend: '使用其公钥：wechatpay_public_key_id 和 wechatpay_public_key。',
  },
  certificates_untrusted: {
    sentence: '获取到的证书不是真的，或不是用这个密钥加密的。',
    mend: '检查该密钥和时钟。',
  },
  key_unavailable: { sentence: 'KMS 现在不应答，或其配额已用完。', mend: '等待：会再次询问。' },
  key_access_denied: {
    sentence: 'KMS 不允许使用该密钥。',
    mend: '允许函数的角色使用它：kms:GetPublicKey，以及 kms:Sign 或 kms:Decrypt。',
  },
  key_missing: { sentence: 'KMS 没有这个密钥。', mend: '检查 ID、账户和区域。' },
  key_disabled: {
    sentence: '该密钥已停用、正在等待删除，或没有密钥材料。',
    mend: '启用它，或导入密钥材料。',
  },
  key_unfit: {
    sentence: '该密钥不是为这项工作创建的。',
    mend: '需要 RSA_2048 密钥，用途为 SIGN_VERIFY（签名）或 ENCRYPT_DECRYPT（解密）。',
  },
  key_of_other_certificate: {
    sentence: '该密钥不是 merchant_certificate 的密钥。',
    mend: '指定正确的密钥，或把这个密钥的证书和序列号放入 secret。',
  },
  keys_differ: { sentence: '该密钥中的私钥与签名密钥的不同。', mend: '把同一密钥对导入两个密钥。' },
}
