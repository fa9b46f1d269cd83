import { randomUUID } from 'node:crypto'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import common from '@/messages/en/common.json'
import en from '@/messages/en/desk.json'
import portal from '@/messages/en/portal.json'
import ticketWords from '@/messages/en/ticket.json'
import { launchBrowser } from '@/scripts/support/browser'
import { untilListening } from '@/tests/support/listening'
import { call, signedIn } from '@/tests/support/signed-in'

const baseUrl = inject('baseUrl')
const phone = { width: 390, height: 844 }
let browser: Browser
let customer: Page
let engineer: Page
let reference: string

const answer = (body: string, kind = 'update') =>
  call(engineer, 'tickets.answer', { reference, clientKey: randomUUID(), kind, body })
const isInView = (locator: Locator) =>
  locator.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  })

beforeAll(async () => {
  browser = await launchBrowser()
  const options = { baseURL: baseUrl, viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' as const }
  ;[customer, engineer] = (await Promise.all(
    ['customer', 'engineer'].map((name) => signedIn(browser, name, options)),
  )) as [Page, Page]
  const { projects } = await call<{ projects: { id: string }[] }>(customer, 'tickets.options', undefined, 'GET')
  const filed = await call<{ reference: string }>(customer, 'tickets.file', {
    clientKey: randomUUID(),
    projectId: projects[0]!.id,
    scenario: 'meeting',
    severity: 'S3',
    body: 'Some people cannot join.',
  })
  reference = filed.reference
  for (let place = 1; place <= 6; place += 1)
    await answer(
      Array.from({ length: 25 }, (_, row) => `Line ${row} of answer ${place}`).join('\n'),
      place === 5 ? 'workaround' : 'update',
    )
})
afterAll(() => browser?.close())

describe('a message that was sent', () => {
  it('scrolls into view for its author; the composer confirms it, and no toast covers Send', async () => {
    await customer.goto(`/tickets/${reference}`)
    const box = customer.getByRole('textbox', { name: portal.reply.label, exact: true })
    await untilListening(box)
    await box.fill('Still broken, from the customer.')
    await customer.evaluate(() => window.scrollTo(0, 0))
    await customer.getByRole('button', { name: portal.reply.send }).click()
    await expect.poll(() => box.inputValue()).toBe('')
    for (const { id } of await call<{ id: string }[]>(customer, 'tickets.held', { reference }, 'GET'))
      await call(customer, 'tickets.sendHeld', { id })
    const own = customer.getByRole('listitem').filter({ hasText: 'Still broken, from the customer.' }).last()
    await own.waitFor()
    await expect.poll(() => isInView(own)).toBe(true)

    // What was sent is said in the composer itself.
    await engineer.goto(`/desk/tickets/${reference}`)
    await untilListening(engineer.getByRole('textbox', { name: en.composer.reply, exact: true }))
    await engineer.getByRole('radiogroup', { name: en.composer.kind }).getByText(en.composer.note).click()
    await engineer.getByRole('textbox', { name: en.composer.note, exact: true }).fill('Only for us.')
    await engineer.getByRole('button', { name: en.composer.sendNote }).click()
    await engineer.getByRole('status').filter({ hasText: en.composer.noted }).waitFor()
    expect(await engineer.locator('.mantine-Notification-root').count()).toBe(0)
  })

  it('by somebody else, out of view, is announced by a button that leads to it', async () => {
    await customer.goto(`/tickets/${reference}`)
    await untilListening(customer.getByRole('textbox', { name: portal.reply.label, exact: true }))
    await customer.evaluate(() => document.querySelector('#reply-1')?.scrollIntoView())
    // At once: the page, drawn a moment ago, may not listen for news yet, and shows the answer all the same.
    await answer('The newest answer, far below.')
    const chip = customer.getByRole('button', { name: /^1 new answer/ })
    await chip.click()
    const newest = customer.getByRole('listitem').filter({ hasText: 'The newest answer, far below.' }).last()
    await expect.poll(() => isInView(newest)).toBe(true)
    await chip.waitFor({ state: 'detached' })
  })

  it('as a workaround scrolls into view from its link among the promises', async () => {
    await customer.goto(`/tickets/${reference}`)
    await untilListening(customer.getByRole('textbox', { name: portal.reply.label, exact: true }))
    await customer.evaluate(() => window.scrollTo(0, 0))
    const strip = customer.getByRole('region', { name: common.clock.promises })
    await strip.getByRole('link', { name: /of answer 5/ }).click()
    const workaround = customer.getByRole('listitem').filter({ hasText: 'Line 24 of answer 5' }).last()
    await expect.poll(() => isInView(workaround)).toBe(true)
  })
})

it('no text of the queue or of a ticket on the desk covers its neighbour, however late it is', async () => {
  const covered = () =>
    engineer.locator('[role=cell], [class*=_cell]').evaluateAll((cells) =>
      cells.flatMap((cell) => {
        const { right } = cell.getBoundingClientRect()
        const beyond = [...cell.querySelectorAll('span, p')].filter(
          (part) => part.getBoundingClientRect().width > 1 && part.getBoundingClientRect().right > right + 1,
        )
        return beyond.map((part) => part.textContent)
      }),
    )
  await engineer.goto('/desk')
  await engineer.getByRole('cell').first().waitFor()
  expect(await covered()).toEqual([])
  const late = await engineer.locator('[data-row-link]').first().getAttribute('href')
  await engineer.goto(late!)
  await engineer.getByRole('heading', { level: 1 }).waitFor()
  expect(await covered()).toEqual([])
})

it('a time on the queue shows its date and zone under the pointer, a clock its due time, and Escape hides them', async () => {
  await engineer.goto('/desk')
  const bubble = engineer.getByRole('tooltip')
  const time = engineer.locator('time').first()
  await untilListening(time)
  await time.hover()
  await expect.poll(() => bubble.textContent()).toMatch(/\d\d:\d\d \(UTC[^,]*, [A-Z]\w+\/\w+\)$/)
  await engineer.keyboard.press('Escape')
  await expect.poll(() => bubble.count()).toBe(0)
  await engineer.locator('[class*=_pill]').first().hover()
  await expect.poll(() => bubble.textContent()).toContain(' · ')
  await engineer.mouse.move(0, 0)
  await expect.poll(() => bubble.count()).toBe(0)
})

it('on a phone the promises are folded, the composer is docked and every target is large enough for a thumb', async () => {
  for (const [page, path, name] of [
    [engineer, '/desk/tickets', en.composer.reply],
    [customer, '/tickets', portal.reply.label],
  ] as const) {
    await page.setViewportSize(phone)
    await page.goto(`${path}/${reference}`)
    const box = page.getByRole('textbox', { name, exact: true })
    await untilListening(box)
    const { y, height } = (await box.boundingBox())!
    expect(y + height).toBeLessThanOrEqual(phone.height)
    const strip = page.getByRole('region', { name: common.clock.promises })
    expect((await strip.boundingBox())!.height).toBeLessThan(140)
    await strip.getByRole('button').click()
    expect((await strip.boundingBox())!.height).toBeGreaterThan(100)
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button.mantine-Burger-root, #composer button, form button')]
        .filter((element) => element.checkVisibility() && element.dataset.inline === undefined)
        .map((element) => ({
          label: element.textContent || element.ariaLabel,
          ...element.getBoundingClientRect().toJSON(),
        }))
        .filter(({ height: tall }: { height: number }) => tall < 44)
        .map(({ label, height: tall }: { label: string; height: number }) => `${label} ${tall}`),
    )
    expect(small).toEqual([])
    await page.setViewportSize({ width: 1280, height: 900 })
  }
})

it('a printed ticket has its promises, clock track, thread and record, without navigation, buttons and composer', async () => {
  await engineer.goto(`/desk/tickets/${reference}`)
  const box = engineer.getByRole('textbox', { name: en.composer.reply, exact: true })
  await untilListening(box)
  const track = engineer.getByRole('group', { name: common.track.title }).first()
  await expect
    .poll(async () => {
      await engineer.evaluate(() => window.dispatchEvent(new Event('beforeprint')))
      return track.isVisible()
    })
    .toBe(true)
  await engineer.emulateMedia({ media: 'print' })
  for (const shown of [
    engineer.getByRole('region', { name: common.clock.promises }),
    engineer.getByRole('list', { name: ticketWords.thread.label }),
    track,
  ])
    expect(await shown.isVisible()).toBe(true)
  for (const hidden of [
    box,
    engineer.locator('.mantine-AppShell-navbar'),
    engineer.getByRole('button', { name: en.context.takeIt }),
  ])
    expect(await hidden.isVisible()).toBe(false)
  await engineer.emulateMedia({ media: 'screen' })
})
