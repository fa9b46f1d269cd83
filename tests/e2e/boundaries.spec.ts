import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import common from '@/messages/en/common.json'
import failure from '@/messages/en/failure.json'
import chinese from '@/messages/zh-CN/failure.json'
import { launchBrowser } from '@/scripts/support/browser'
import { signedIn } from '@/tests/support/signed-in'

const baseURL = inject('baseUrl')
let browser: Browser
let engineer: Page
beforeAll(async () => {
  browser = await launchBrowser()
  engineer = await signedIn(browser, 'engineer', { baseURL })
})
afterAll(() => browser?.close())

describe('a URL that does not exist', () => {
  it.each([
    ['/desk/tickets/XINGYU-9999', failure.back.desk],
    ['/desk/nothing/here', failure.back.desk],
    ['/tickets/XINGYU-9999', failure.back.portal],
  ])('answers 404 at %s and keeps the frame of the area', async (address, back) => {
    const answer = await engineer.goto(address)
    expect(answer?.status()).toBe(404)
    await engineer.getByRole('heading', { name: common.notFound.title }).waitFor()
    await engineer.getByRole('link', { name: back }).waitFor()
    expect(await engineer.getByRole('navigation').count()).toBe(1)
  })

  it('answers 404 in the language of a public page, with a link to its articles', async () => {
    const page = await (await browser.newContext({ baseURL })).newPage()
    const answer = await page.goto('/zh-CN/kb/no-such-article')
    expect(answer?.status()).toBe(404)
    await page.getByRole('link', { name: chinese.back.public }).waitFor()
    expect(await page.getByRole('banner').count()).toBe(1)
  })
})

it('a screen that throws keeps the frame of its area, shows an error and offers a way on', async () => {
  await engineer.goto('/desk')
  await engineer.getByRole('heading', { name: 'Queue' }).waitFor()
  // An answer that no version of the server gives.
  await engineer.route('**/api/trpc/tickets.queue**', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace('"rows":[', '"rows":1,"none":[') })
  })
  await engineer.getByRole('tab', { name: 'Mine' }).click()
  const failed = engineer.getByRole('alert').filter({ hasText: failure.title })
  await failed.waitFor()
  expect(await engineer.getByRole('navigation').count()).toBe(1)
  await failed.getByRole('link', { name: failure.back.desk }).waitFor()
  await engineer.unroute('**/api/trpc/tickets.queue**')
  await failed.getByRole('button', { name: failure.again }).click()
  await failed.waitFor({ state: 'detached' })
  await engineer.getByRole('heading', { name: 'Queue' }).waitFor()
})
