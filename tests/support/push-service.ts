import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import https from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { selfSigned } from './self-signed'

export interface ReceivedPush {
  /** The decrypted message. */
  payload: Record<string, string>
  headers: IncomingHttpHeaders
  /** The claims of the sender's VAPID token. */
  claims: { aud: string; exp: number; sub: string }
}

export interface PushServiceStandIn {
  /** Trusts this server's certificate, and no other. */
  agent: https.Agent
  pushes: ReceivedPush[]
  /** A browser's new subscription under the application server's key. */
  subscribe(vapidPublicKey: string): { endpoint: string; keys: { p256dh: string; auth: string } }
  /** The status of what is answered from now on; 201 is "accepted". */
  answer(status: number, words?: string): void
  close(): Promise<void>
}

interface Subscriber {
  vapidPublicKey: string
  keys: ReturnType<typeof createECDH>
  auth: Buffer
}

const fromBase64Url = (text: string) => Buffer.from(text, 'base64url')
const dayMs = 86_400_000

/** RFC 8292: the token names this service, is not older than a day and is signed by the key subscribed with. */
function readVapid(authorization: string, origin: string, subscribedKey: string): ReceivedPush['claims'] {
  const { token, key } = /^vapid t=(?<token>[^,]+), ?k=(?<key>.+)$/.exec(authorization)?.groups ?? {}
  if (!token || !key) throw new Error('no VAPID token')
  if (key !== subscribedKey) throw new Error('signed by a key that the subscription was not made under')
  const [head = '', body = '', signature = ''] = token.split('.')
  const point = fromBase64Url(key)
  const publicKey = createPublicKey({
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
    format: 'jwk',
  })
  const { alg } = JSON.parse(fromBase64Url(head).toString()) as { alg: string }
  if (alg !== 'ES256') throw new Error(`signed by ${alg}`)
  const signed = Buffer.from(`${head}.${body}`)
  if (!verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, fromBase64Url(signature)))
    throw new Error('the signature is wrong')
  const claims = JSON.parse(fromBase64Url(body).toString()) as ReceivedPush['claims']
  if (claims.aud !== origin) throw new Error(`meant for ${claims.aud}`)
  if (!/^(mailto:|https:)/.test(claims.sub)) throw new Error(`nobody to reach at ${claims.sub}`)
  const leftMs = claims.exp * 1_000 - Date.now()
  if (leftMs <= 0 || leftMs > dayMs) throw new Error('expired, or for longer than a day')
  return claims
}

/** RFC 8188 and 8291: what the browser does with the body, for a message of one record. */
function decrypt(body: Buffer, { keys, auth }: Subscriber): string {
  const salt = body.subarray(0, 16)
  const keyLength = body.readUInt8(20)
  const senderKey = body.subarray(21, 21 + keyLength)
  const sealed = body.subarray(21 + keyLength)
  if (sealed.length > body.readUInt32BE(16)) throw new Error('more than one record')
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), senderKey])
  const secret = Buffer.from(hkdfSync('sha256', keys.computeSecret(senderKey), auth, info, 32))
  const part = (name: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${name}\0`), length))
  const decipher = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12))
  decipher.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  // The last record ends in 2 and padding.
  const end = plain.lastIndexOf(2)
  return plain.subarray(0, end).toString('utf8')
}

/** A push service as browsers' makers run them: real HTTPS, checks the sender, and can open what the browser could. */
export async function runPushService(): Promise<PushServiceStandIn> {
  const { cert, key } = selfSigned()
  const subscribers = new Map<string, Subscriber>()
  const pushes: ReceivedPush[] = []
  let status = 201
  let words = ''
  let origin = ''
  const server = https.createServer({ cert, key }, (request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const subscriber = subscribers.get(request.url ?? '')
      if (!subscriber) return response.writeHead(404).end('no such subscription')
      try {
        const claims = readVapid(request.headers.authorization ?? '', origin, subscriber.vapidPublicKey)
        if (request.headers['content-encoding'] !== 'aes128gcm') throw new Error('not encrypted as aes128gcm')
        const payload = JSON.parse(decrypt(Buffer.concat(parts), subscriber)) as Record<string, string>
        pushes.push({ payload, headers: request.headers, claims })
      } catch (error) {
        return response.writeHead(403).end((error as Error).message)
      }
      return response.writeHead(status).end(words)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const agent = new https.Agent({ ca: cert })
  return {
    agent,
    pushes,
    subscribe(vapidPublicKey) {
      const keys = createECDH('prime256v1')
      keys.generateKeys()
      const auth = randomBytes(16)
      const path = `/push/${randomBytes(8).toString('hex')}`
      subscribers.set(path, { vapidPublicKey, keys, auth })
      return {
        endpoint: `${origin}${path}`,
        keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
      }
    },
    answer(nextStatus, nextWords = '') {
      status = nextStatus
      words = nextWords
    },
    async close() {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
