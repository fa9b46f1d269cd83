import net from 'node:net'

export interface Proxy {
  /** `url` with the proxy's port in place of the server's. */
  through(url: string): string
  port: number
  /** Delays every byte by `ms`, in each direction. */
  delay(ms: number): void
  /** Stops forwarding on connections that are open now, without closing them; new ones work. */
  silence(): void
  /** Like `silence`, and new connections are accepted and never answered. */
  silenceAll(): void
  /** Connections that are open now are ended with a reset. */
  drop(): void
  /** New connections are refused, and those that are open are dropped, until `restore`. */
  refuse(): void
  /** The answers of every open and new connection are cut after so many bytes; what was asked still arrives. */
  cutAnswersAfter(bytes: number): void
  /**
   * Drops the next connection that has sent `sent` instead of forwarding the answer that contains `answer`: the server
   * has carried out the request, but the client gets no answer.
   */
  loseAnswer(answer: string, sent: string): void
  /** New connections work as at first. Silent ones stay silent. */
  restore(): void
  /** Open connections, silent ones included. */
  connections(): number
  close(): Promise<void>
}

interface Link {
  client: net.Socket
  server: net.Socket
  isSilent: boolean
  answered: number
  /** Whether it has sent the text after which the answer is dropped. */
  armed: boolean
}

/** Opens a TCP proxy on a free port of 127.0.0.1 in front of `target`, which misbehaves on request. */
export async function openProxy(target: string | { host: string; port: number }): Promise<Proxy> {
  const to =
    typeof target === 'string' ? { host: new URL(target).hostname, port: Number(new URL(target).port || 5432) } : target
  const links = new Set<Link>()
  let delayMs = 0
  let cutAfter = Number.POSITIVE_INFINITY
  let refuses = false
  let answersNobody = false
  let lost: { answer: string; sent: string } | null = null

  const end = (link: Link) => {
    link.client.resetAndDestroy()
    link.server.destroy()
    links.delete(link)
  }
  const forward = (link: Link, to: net.Socket, data: Buffer) => {
    const send = () => {
      if (!link.isSilent && !to.destroyed) to.write(data)
    }
    if (delayMs > 0) setTimeout(send, delayMs)
    else send()
  }

  const listener = net.createServer((client) => {
    if (refuses) {
      client.resetAndDestroy()
      return
    }
    const server = net.connect(to.port, to.host)
    const link: Link = { client, server, isSilent: answersNobody, answered: 0, armed: false }
    links.add(link)
    client.on('data', (data) => {
      if (lost && data.includes(lost.sent)) link.armed = true
      forward(link, server, data)
    })
    server.on('data', (data) => {
      if (lost && link.armed && data.includes(lost.answer)) {
        lost = null
        return end(link)
      }
      link.answered += data.length
      if (link.answered > cutAfter) {
        client.write(data.subarray(0, Math.max(0, data.length - (link.answered - cutAfter))), () => end(link))
        return
      }
      forward(link, client, data)
    })
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => undefined)
      one.on('close', () => {
        if (link.isSilent) return
        other.destroy()
        links.delete(link)
      })
    }
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as net.AddressInfo

  const silence = () => {
    for (const link of links) link.isSilent = true
  }
  const drop = () => {
    for (const link of [...links]) if (!link.isSilent) end(link)
  }
  return {
    port,
    through(url) {
      const address = new URL(url)
      address.hostname = '127.0.0.1'
      address.port = String(port)
      return address.href
    },
    delay: (ms) => {
      delayMs = ms
    },
    silence,
    silenceAll() {
      answersNobody = true
      silence()
    },
    drop,
    refuse() {
      refuses = true
      drop()
    },
    cutAnswersAfter: (bytes) => {
      cutAfter = bytes
    },
    loseAnswer: (answer, sent) => {
      lost = { answer, sent }
    },
    restore() {
      delayMs = 0
      cutAfter = Number.POSITIVE_INFINITY
      refuses = false
      answersNobody = false
      lost = null
    },
    connections: () => links.size,
    async close() {
      for (const link of [...links]) end(link)
      await new Promise<void>((resolve) => listener.close(() => resolve()))
    },
  }
}
