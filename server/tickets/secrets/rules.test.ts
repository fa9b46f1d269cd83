// cspell:disable
import { describe, expect, test } from 'vitest'
import type { SecretRuleId } from './facts'
import { digestOfFind, findSecrets, maskOf, maskSecrets } from './find.rules'

const appId = '970ca35de60c44645bbae8a215061b33'
const certificate = '5cfd2fd1755d40ecb72977518be15d3b'
const hex64 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const agora6 = `006${appId}IABxLZBUtSjGVHcBVyTnmy5qdvDZ8hTJ6T+9oUXbGPQ8pIrY3Lx1x8X+ZEABk2HqAAAAAAEAAQAAAAA`
const agora7 = '007eJxTYBBbsMMnKq7p9Hf/HcIX5kce9b518kCiQgSr5Zrp4X1Tu6UUGCyNzZONjFJNLYDAxMTA0NTCwsDMwNjUxMTQwAQA'
const zego4 = '04AAAAAGJ0vxcAEDFrZzF0b2w5bWJ1Zm5yZDkAoLkbXOJ9sDGYrRj0E6c2mUQ8p1xvZ3nq4v7sV0yKQ=='
const volc = '0015f8f2c4a1b3d4e5f60718293QQDvnu0Ga7oTZ+vDHGcEAHJvb20wMQgAdXNlcjEBAgMEBQY='
const userSig =
  'eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwkWpxanFeYnFyUWZJZnJEKGC4tSi4tKUVIhMQWpRcWpyaQmQn1aUmpOSmgIA3DEdKw__'
const jwt =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV'
const pem = (kind: string, end = true) =>
  `-----BEGIN ${kind}PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu\n${end ? `-----END ${kind}PRIVATE KEY-----` : ''}`

/** A text, what its secret is, and by which rule it is found. */
const secrets: [string, string, SecretRuleId][] = [
  [`appCertificate: ${certificate}`, certificate, 'app_certificate'],
  [`our app certificate is ${certificate}, please check`, certificate, 'app_certificate'],
  [`APP_CERTIFICATE=${certificate}`, certificate, 'app_certificate'],
  [`{"appId":"${appId}","appCertificate":"${certificate}"}`, certificate, 'app_certificate'],
  [`App 证书：${certificate}`, certificate, 'app_certificate'],
  [`项目证书是 ${certificate.toUpperCase()}，麻烦看下`, certificate.toUpperCase(), 'app_certificate'],
  [`primary certificate ${certificate}`, certificate, 'app_certificate'],
  [`${certificate} (app certificate)`, certificate, 'app_certificate'],
  [`AppSign = "${hex64}"`, hex64, 'app_certificate'],
  [`ServerSecret: ${certificate}`, certificate, 'app_certificate'],
  [`server_secret = '${certificate}'`, certificate, 'app_certificate'],
  [`CallbackSecret ${certificate}`, certificate, 'app_certificate'],
  [`SDKSecretKey: ${hex64}`, hex64, 'app_certificate'],
  [`密钥 ${certificate}`, certificate, 'app_certificate'],
  [`joinChannel token=${agora6}`, agora6, 'rtc_token'],
  [`renewToken("${agora7}")`, agora7, 'rtc_token'],
  [`[I] loginRoom ${zego4} room-1`, zego4, 'rtc_token'],
  [`JoinRoom ${volc}`, volc, 'rtc_token'],
  [`userSig：${userSig}`, userSig, 'rtc_token'],
  [`Token 过期：${agora7}`, agora7, 'rtc_token'],
  [`https://api.example.com/v1/join?uid=1&token=${encodeURIComponent(agora7)}&v=2`, agora7, 'rtc_token'],
  [`got ${jwt} from server`, jwt, 'jwt'],
  [`{"access_token":"${jwt}"}`, jwt, 'jwt'],
  [`LiveKit token ${jwt}`, jwt, 'jwt'],
  [`key:\n${pem('RSA ')}\nthanks`, pem('RSA '), 'private_key'],
  [pem(''), pem(''), 'private_key'],
  [`a ${pem('EC ')} b`, pem('EC '), 'private_key'],
  [`{"key":"${pem('').replaceAll('\n', '\\n')}"}`, pem('').replaceAll('\n', '\\n'), 'private_key'],
  [`${pem('OPENSSH ', false)}\nthe rest is missing`, pem('OPENSSH ', false).trimEnd(), 'private_key'],
  ['Authorization: Bearer 3f9a8b7c6d5e4f3a2b1c', '3f9a8b7c6d5e4f3a2b1c', 'authorization'],
  ['curl -H "Authorization: Bearer abc123def456ghi789" https://x', 'abc123def456ghi789', 'authorization'],
  ["'authorization': 'Token 9944b09199c62bcf9418'", '9944b09199c62bcf9418', 'authorization'],
  ['Authorization: Basic YWxhZGRpbjpvcGVuc2VzYW1l', 'YWxhZGRpbjpvcGVuc2VzYW1l', 'authorization'],
  ['sent basic dXNlcjpwYXNzd29yZDE=', 'dXNlcjpwYXNzd29yZDE=', 'authorization'],
  ['{"name":"Authorization","value":"Bearer abcdef0123456789abcd"}', 'abcdef0123456789abcd', 'authorization'],
  ['Proxy-Authorization: 0a1b2c3d4e5f60718293a4b5', '0a1b2c3d4e5f60718293a4b5', 'authorization'],
  ['Cookie: sessionid=38afes7a8; theme=dark', 'sessionid=38afes7a8; theme=dark', 'cookie'],
  ['Set-Cookie: sid=s%3Aabc123.def; Path=/; HttpOnly', 'sid=s%3Aabc123.def; Path=/; HttpOnly', 'cookie'],
  ["-H 'cookie: a_token=xyz98765'", 'a_token=xyz98765', 'cookie'],
  ['{"name":"cookie","value":"SESSION=MTIzNDU2"}', 'SESSION=MTIzNDU2', 'cookie'],
  ['aws key AKIA2E0A8F3B244C9986 leaked', 'AKIA2E0A8F3B244C9986', 'cloud_key'],
  [
    'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY',
    'secret',
  ],
  ['remote ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'cloud_key'],
  ['glpat-1234567890abcdefghij', 'glpat-1234567890abcdefghij', 'cloud_key'],
  ['xoxb-2048123456-2048123457-AbCdEf', 'xoxb-2048123456-2048123457-AbCdEf', 'cloud_key'],
  [
    'https://hooks.slack.com/services/T01ABCDEF/B02ABCDEF/abcdefghijklmnop1234',
    'T01ABCDEF/B02ABCDEF/abcdefghijklmnop1234',
    'cloud_key',
  ],
  ['maps?key=AIzaSyA1234567890abcdefghijklmnopqrstuv', 'AIzaSyA1234567890abcdefghijklmnopqrstuv', 'cloud_key'],
  ['AccessKeyId LTAI5tFakeKey1234567890', 'LTAI5tFakeKey1234567890', 'cloud_key'],
  ['OPENAI sk-proj-abcdefghijklmnopqrstuvwx12345678', 'sk-proj-abcdefghijklmnopqrstuvwx12345678', 'cloud_key'],
  ['postgres://app:s3cr3tPw@db.internal:5432/main', 's3cr3tPw', 'url_password'],
  ['redis://:p4ssw0rd!@10.0.0.1:6379', 'p4ssw0rd!', 'url_password'],
  ['rtmp://cam:Winter2026@live.example.net/app', 'Winter2026', 'url_password'],
  [
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj',
    'd0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj',
    'media_key',
  ],
  ['password=hunter2', 'hunter2', 'password'],
  ['Password: Tr0ub4dor&3'.replace('&', ''), 'Tr0ub4dor3', 'password'],
  ['{"username":"ana","password":"correct horse"}', 'correct horse', 'password'],
  ['{\\"pwd\\":\\"abcd1234\\"}', 'abcd1234', 'password'],
  ['DB_PASSWORD=swordfish', 'swordfish', 'password'],
  ['密码：Abc12345', 'Abc12345', 'password'],
  ['后台密码是 Qwerty123', 'Qwerty123', 'password'],
  ['mysql --password s3cret99 -u root', 's3cret99', 'password'],
  ['<password>opensesame</password>', 'opensesame', 'password'],
  ['the password is Blue42horse.', 'Blue42horse.', 'password'],
  ['api_key=4f9d2c7b1a', '4f9d2c7b1a', 'secret'],
  ['X-Api-Key: 0123456789abcdef', '0123456789abcdef', 'secret'],
  ['client_secret: "Zx9-88_qwe"', 'Zx9-88_qwe', 'secret'],
  ['appSecret=0a1b2c3d4e5f', '0a1b2c3d4e5f', 'secret'],
  ["secretKey: 'Kx82jd92'", 'Kx82jd92', 'secret'],
  [
    'AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq',
    'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq',
    'secret',
  ],
  [
    'https://cdn.example.com/a.flv?txSecret=1a2b3c4d5e6f70819a2b3c4d5e6f7081&txTime=5F',
    '1a2b3c4d5e6f70819a2b3c4d5e6f7081',
    'secret',
  ],
  ['?Expires=1&Signature=a1B2c3D4e5F6g7H8%2B', 'a1B2c3D4e5F6g7H8%2B', 'secret'],
  ['{"username":"1700:u","credential":"b64Zm9vYmFy0123456789="}', 'b64Zm9vYmFy0123456789=', 'secret'],
  ['refresh_token=1//0gabcDEF123456', '1//0gabcDEF123456', 'token'],
  ['csrf_token: 9f86d081884c7d659a2f', '9f86d081884c7d659a2f', 'token'],
  ['token=550e8400-e29b-41d4-a716-446655440000', '550e8400-e29b-41d4-a716-446655440000', 'token'],
  ['"pushToken" : "fcm:APA91bHun4MxP5egoKMwt2KZFBaFUH"', 'fcm:APA91bHun4MxP5egoKMwt2KZFBaFUH', 'token'],
]

/** What looks like a secret and is none. */
const harmless = [
  '550e8400-e29b-41d4-a716-446655440000',
  `appId: ${appId}`,
  `App ID ${appId} in region eu`,
  `appid=${appId}&cname=room-42`,
  'room id 8f14e45fceea167a5a36dedd4bea2543',
  'channel 1f3870be274f6c49b3e31a0c6728957f joined',
  `sha256: ${hex64}`,
  `SHA256(app.apk)= ${hex64}`,
  'md5 9e107d9d372bb6826bd81d3542a419d6  libagora-rtc-sdk.so',
  `certificate fingerprint: ${certificate}`,
  `证书指纹 ${certificate}`,
  `TLS certificate ${hex64}`,
  `证书序列号：${certificate}`,
  'a=fingerprint:sha-256 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB:3E:4B:65:2E:7D:46:3F:54:42:CD:54:F1',
  'a=ice-ufrag:F7gI',
  '#00 pc 00000000000a1b2c  /system/lib64/libc.so (abort+164)',
  '0x00007fff6a3c1b70 libsystem_kernel.dylib`__pthread_kill + 10',
  'BuildId: 4fcd7c2d1b0a7d6f4fcd7c2d1b0a7d6f4fcd7c2d',
  'commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
  'Agora SDK 4.3.1 build 2024-05-20.1234',
  'zego-express-engine 3.14.5.42093',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  `picture: iVBORw0KGgo${'AAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ+eyJ/eJx'.repeat(40)}`,
  'token expired',
  'Token expired: 109',
  'ERR_TOKEN_EXPIRED (109)',
  'token: invalid',
  'error 110 INVALID_TOKEN, token is not valid',
  'Token 过期，错误码 109',
  'the password> was hunter2<br> again',
  'token=<token>',
  'token=<your-token>',
  'token=***',
  'token: "********"',
  'token=${TOKEN}',
  'token={{token}}',
  'token = %s',
  'token = await getToken(userId123456)',
  'token: this.props.token',
  'const token = generateRtcToken(channel12345678)',
  'token=null',
  'tokenExpireTs=1764295200',
  'token_type=bearer',
  'max_tokens=4096',
  'onTokenPrivilegeWillExpire',
  'Bearer token missing',
  'Authorization: Bearer <token>',
  'Authorization: Bearer ********',
  'Authorization: required',
  'Basic authentication failed',
  'Basic subscription plan',
  'password=***',
  'password: required',
  'Password is wrong',
  'password: incorrect password',
  'password: string',
  'passwordPolicy: min8chars',
  '密码错误，请重试',
  '密码：错误代码1001',
  'secret: unknown',
  'client_secret=YOUR_CLIENT_SECRET',
  'api_key=your-api-key-1',
  'appCertificate: ""',
  'appCertificate = "<your app certificate>"',
  '没有开启 App 证书',
  `app certificate and app id ${appId}`,
  'Cookie: enabled',
  'cookies are disabled in this browser, code=1234',
  'Set-Cookie: Path=/; HttpOnly',
  'http://localhost:8080/@vite/client',
  'https://user:password@example.com',
  'https://docs.example.com/guide:part@2',
  'mailto:ana@example.com',
  'eJx is how it begins',
  'eyJhbGciOiJIUzI1NiJ9',
  '00:37:12.006 rtt=45',
  '0060000000000000000000000000000000000000000000',
  'AKIA is the prefix of an AWS key',
  'skill-level sk-8',
  'npm_config_registry=https://registry.npmjs.org',
  'function signature: onUserJoined(int uid, int elapsed)',
  'X-Signature: invalid',
  'sig=SIGSEGV',
  'const { password } = form',
  '-----BEGIN CERTIFICATE-----',
  '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n-----END PUBLIC KEY-----',
  'userId=1234567890123456789',
  'sessionId=6A1F4B0C9D',
  'accessKeyId is missing',
  'keyboard api keys123456 layout',
  'uid 77123, elapsed 4512 ms, audio 48000 Hz, codec opus/48000/2',
]

describe('a secret is masked and what stands around it stays', () => {
  test.each(secrets)('%s', (text, secret, rule) => {
    const written = text.includes(secret) ? secret : encodeURIComponent(secret)
    expect(maskSecrets(text)).toBe(text.replace(written, maskOf(rule)))
  })
  test('at least sixty kinds are held', () => expect(secrets.length).toBeGreaterThanOrEqual(60))
})

describe('what is no secret stays as it is written', () => {
  test.each(harmless)('%s', (text) => expect(maskSecrets(text)).toBe(text))
  test('at least sixty kinds are held', () => expect(harmless.length).toBeGreaterThanOrEqual(60))
})

describe('masking', () => {
  const everything = secrets.map(([text]) => text).join('\n')
  test('a masked text is not masked again', () => {
    const masked = maskSecrets(everything)
    expect(maskSecrets(masked)).toBe(masked)
    expect(findSecrets(masked)).toEqual([])
  })
  test('a find that the writer called no secret stays, wherever its value occurs, and the others are masked', () => {
    const kept = new Set([digestOfFind('hunter2')])
    expect(maskSecrets('password=hunter2 again password: hunter2 and pwd=abcd1234', kept)).toBe(
      'password=hunter2 again password: hunter2 and pwd=[masked: password]',
    )
  })
  test('a find is named by the rule that begins first and covers what others found in it', () => {
    expect(maskSecrets(`Cookie: a=${jwt}; b=2345`)).toBe('Cookie: [masked: cookie]')
    expect(maskSecrets(`Authorization: Bearer ${jwt}`)).toBe('Authorization: Bearer [masked: JWT]')
  })
  test('a letter whose lower case is longer does not move a mask', () => {
    expect(maskSecrets('İİİ password=hunter2 İ')).toBe('İİİ password=[masked: password] İ')
  })
})
