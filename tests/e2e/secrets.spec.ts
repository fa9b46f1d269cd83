// cspell:disable
import { strToU8, zipSync } from 'fflate'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'
import { signedIn } from '@/tests/support/signed-in'

const baseUrl = inject('baseUrl')
let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
})

const pageOf = (name: string): Promise<Page> =>
  signedIn(browser, name, { baseURL: baseUrl, viewport: { width: 1280, height: 900 }, locale: 'en-GB' })

const certificate = '5cfd2fd1755d40ecb72977518be15d3b'

describe('a dropped log', () => {
  it('offers its values with their lines, fills in nothing by itself and replaces nothing without a click', async () => {
    const page = await pageOf('customer')
    await page.goto('/tickets/new')
    await page.getByRole('combobox', { name: 'Project' }).selectOption('Xingyu Voice (production)')
    await page.getByRole('textbox', { name: 'Room or channel ID' }).fill('lobby')
    const log = [
      '2026-11-27T02:10:00Z [I] SDK version 4.3.1',
      '2026-11-27T02:10:01Z [I] joinChannel channelId=room-42 uid=77123',
      '2026-11-27T02:15:09Z [E] onError errorCode=109 password=swordfish',
      '2026-11-27T02:15:10Z [W] reconnecting',
    ].join('\n')
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'logs.zip',
        mimeType: 'application/zip',
        buffer: Buffer.from(zipSync({ 'client.log': strToU8(log) })),
      })
    const offers = page.getByRole('region', { name: 'From logs.zip › client.log' })
    await offers.getByText('Line 3:').first().waitFor()
    await page.getByText('1 secret is masked in this file').waitFor()
    expect(await page.getByLabel('User IDs').inputValue()).toBe('')
    await offers.getByRole('button', { name: 'Use 77123 as User ID' }).click()
    expect(await page.getByLabel('User IDs').inputValue()).toBe('77123')
    await offers.getByRole('button', { name: 'Use all for empty fields' }).click()
    expect(await page.getByRole('textbox', { name: 'Room or channel ID' }).inputValue()).toBe('lobby')
    expect(await page.getByLabel('What’s happening?').inputValue()).toContain('logs.zip › client.log: 1 reconnect')
    await page.getByText('109', { exact: true }).first().waitFor()
    await offers.getByRole('button', { name: 'Replace Room or channel ID with room-42' }).click()
    expect(await page.getByRole('textbox', { name: 'Room or channel ID' }).inputValue()).toBe('room-42')
    await page.context().close()
  })
})

describe('secrets in a new ticket', () => {
  it('are shown before sending, a false find can be kept, and the ticket holds masks', async () => {
    const page = await pageOf('customer')
    const addresses: string[] = []
    page.on('request', (request) => addresses.push(request.url()))
    await page.goto('/tickets/new')
    await page.getByRole('combobox', { name: 'Project' }).selectOption('Xingyu Voice (production)')
    await page
      .getByLabel('What’s happening?')
      .fill(`Nobody can join.\nappCertificate: ${certificate}\npassword=swordfish`)
    await page.getByText('2 secrets are masked when you send').waitFor()
    await page.getByRole('button', { name: 'Keep sw… (Password): it is not a secret' }).click()
    await page.getByText('1 secret is masked when you send').waitFor()
    // A log is masked in the browser: the request does not carry the secret.
    const sent = page.waitForRequest((request) => request.url().endsWith('/api/files'))
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'client.log',
        mimeType: 'text/plain',
        buffer: Buffer.from(`02:15:00 join failed\nappCertificate=${certificate}\n`),
      })
    await page.getByText('1 secret is masked in this file').waitFor()
    await page.getByText('line 2').waitFor()
    expect((await sent).postData() ?? '').not.toContain(certificate)
    await page.getByRole('radiogroup', { name: 'Is production affected now?' }).getByText('No', { exact: true }).click()
    for (const question of ['How many of your users?', 'Is there a workaround?'])
      await page.getByRole('radiogroup', { name: question }).locator('label').last().click()
    await page
      .getByRole('button', { name: /^Send S\d ticket$/ })
      .first()
      .click()
    await page.waitForURL(/\/tickets\/XINGYU-\d+$/)
    await page.getByText('[masked: app certificate]').first().waitFor()
    await page.getByText('password=swordfish').first().waitFor()
    await page.getByRole('button', { name: 'Preview client.log' }).click()
    await page.getByText('appCertificate=[masked: app certificate]').waitFor()
    expect(await page.getByText(certificate).count()).toBe(0)
    // Suggestions were asked for, and no address, which proxies log, carried the secret.
    expect(addresses.some((address) => address.includes('knowledge.suggest'))).toBe(true)
    expect(addresses.filter((address) => address.includes(certificate))).toEqual([])
    await page.context().close()
  })
})
