import http from 'node:http'
import net from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'
import { hostileBodies } from '@/tests/support/hostile'
import { signedIn } from '@/tests/support/signed-in'

const baseUrl = inject('baseUrl')
let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

/** Answers as they are, redirects too; null when the connection was ended without one. */
const ask = (method: string, path: string, headers: http.OutgoingHttpHeaders = {}, body: string | Buffer = '') =>
  new Promise<{ status: number; headers: http.IncomingHttpHeaders } | null>((resolve) => {
    const request = http.request(`${baseUrl}`, { method, path, headers }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }))
      answer.on('error', () => resolve(null))
    })
    request.on('error', () => resolve(null))
    request.end(body)
  })

/** Goes through pages and returns what their policy refused, and whether scripts ran. */
async function refusedOn(page: Page, paths: string[]): Promise<string[]> {
  const refused: string[] = []
  // What its code catches does not stand in the console.
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      console.error(`Content Security Policy: ${violatedDirective} ${blockedURI} in ${sourceFile}`),
    ),
  )
  page.on('console', (line) => {
    if (/content security policy/i.test(line.text())) refused.push(`${page.url()}: ${line.text()}`)
  })
  for (const path of paths) {
    const answer = await page.goto(path)
    expect(answer?.headers()['content-security-policy'], path).toMatch(/script-src 'nonce-[^']+' 'strict-dynamic'/)
    // A page that listens for news never falls silent.
    await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined)
    // React has taken the page over, so its scripts ran.
    await page
      .waitForFunction(() => Object.keys(document.body.firstElementChild ?? {}).length > 0)
      .catch(() => undefined)
  }
  return refused
}

describe('a page', () => {
  it.each([
    [null, ['/signin', '/reset', '/en/kb', '/zh-CN/kb', '/en/promises', '/en/nothing-here', '/nothing-here']],
    ['customer', ['/tickets', '/tickets/new', '/organisation']],
    ['engineer', ['/desk', '/desk/oncall', '/desk/knowledge', '/desk/handoff', '/desk/me']],
    ['admin', ['/manage', '/manage/policies', '/manage/people', '/manage/system', '/manage/what-if']],
  ] as const)('requests nothing that its security policy would refuse: %s', async (name, paths) => {
    const page = name
      ? await signedIn(browser, name, { baseURL: baseUrl })
      : await (await browser.newContext({ baseURL: baseUrl })).newPage()
    expect(await refusedOn(page, [...paths])).toEqual([])
  })
})

describe('a page with injected markup', () => {
  it('runs none of its scripts', async () => {
    const page = await (await browser.newContext({ baseURL: baseUrl })).newPage()
    await page.route('**/en/kb', async (route) => {
      const answer = await route.fetch()
      const markup = '<script>taken = 1</script><img src="/nothing" onerror="taken = 1">'
      await route.fulfill({ response: answer, body: (await answer.text()).replace('<body>', `<body>${markup}`) })
    })
    const failed = page.waitForResponse('**/nothing')
    await page.goto('/en/kb')
    await failed
    await page.waitForLoadState('networkidle')
    expect(await page.evaluate(() => 'taken' in window)).toBe(false)
  })
})

describe('the entry point of the web process', () => {
  const json = { 'content-type': 'application/json' }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }

  it('refuses every hostile body sent without signing in, and keeps running', async () => {
    for (const path of ['/api/trpc/accounts.requestLink', '/api/trpc/tickets.file', '/api/trpc/nothing']) {
      for (const [name, body] of hostileBodies) {
        const answer = await ask('POST', path, json, body)
        expect(answer?.status ?? 413, `${path}: ${name}`).toBeGreaterThanOrEqual(400)
        expect(answer?.status ?? 413, `${path}: ${name}`).toBeLessThan(500)
      }
    }
    expect((await ask('GET', '/signin'))?.status).toBe(200)
  })

  it('accepts no body beyond the limit of its route, sign-in included', async () => {
    const long = Buffer.alloc(8 * 1024 * 1024, 'a')
    for (const [path, headers] of [
      ['/api/auth/callback/password', form],
      ['/api/auth/signin/password', form],
      ['/api/trpc/accounts.requestLink', json],
      ['/p/token', form],
    ] as const) {
      for (const chunked of [{}, { 'transfer-encoding': 'chunked' }]) {
        const answer = await ask('POST', path, { ...headers, ...chunked }, long)
        if (answer) expect(answer.status, path).toBe(413)
      }
    }
    expect((await ask('GET', '/signin'))?.status).toBe(200)
  })

  it.each([
    ['POST', '/api/auth/_log', form, 404],
    ['POST', '/api/auth/callback/password', json, 415],
    ['GET', '/signin?callbackUrl=%00', {}, 400],
    ['GET', '/p/%F0%9F', {}, 400],
    ['GET', '/tickets/%E0%A4%A', {}, 400],
    ['GET', '/_next/image?url=/tickets/x', {}, 404],
    ['GET', `/api/trpc/${Array.from({ length: 21 }, () => 'accounts.me').join(',')}?batch=1`, {}, 400],
    ['POST', '/api/trpc/accounts.requestLink', { ...json, origin: 'https://evil.example' }, 403],
    ['POST', '/tickets', form, 405],
  ])('answers %s %s with the right status', async (method, path, headers, status) => {
    expect((await ask(method, path, headers, method === 'POST' ? '{}' : ''))?.status).toBe(status)
  })

  it('closes a connection that asks for a protocol upgrade, which no time-out would close', async () => {
    const { hostname, port } = new URL(baseUrl)
    const socket = net.connect(Number(port), hostname)
    const ended = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => undefined)
    socket.resume()
    socket.write('GET /_next/webpack-hmr HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await ended
  })

  it.each([
    '/api/trpc/accounts.me',
    '/api/health',
    '/api/files/x',
    '/api/auth/csrf',
    '/api/calendar/x',
    '/api/nothing',
  ])('%s is not cached and cannot render as a page', async (path) => {
    const answer = await ask('GET', path)
    expect(answer?.headers['cache-control']).toContain('private, no-store')
    expect(answer?.headers['content-security-policy']).toContain("default-src 'none'")
    expect(answer?.headers['permissions-policy']).toContain('camera=()')
  })
})
