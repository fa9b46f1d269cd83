import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openProxy, type Proxy } from '@/tests/support/proxy'
import { openStory, type Story } from '@/tests/support/story'
import { prepareWorker, startWorkerProcess, type WorkerProcess } from '@/tests/support/worker-process'

let story: Story
let proxy: Proxy
let worker: WorkerProcess | undefined
beforeAll(prepareWorker)
beforeEach(async () => {
  // The worker is a process of its own and lives by the machine's clock.
  story = await openStory('off', new Date().toISOString())
  proxy = await openProxy(story.database.url)
})
afterEach(async () => {
  await worker?.kill()
  worker = undefined
  await proxy.close()
  await story.close()
})

/** Its database is reached through the proxy; the story's own connections are not. */
function startWorker(variables: Record<string, string> = {}): WorkerProcess {
  worker = startWorkerProcess({
    DATABASE_URL: proxy.through(story.database.url),
    SMTP_URL: story.smtp.url,
    ...variables,
  })
  return worker
}

const until = (what: () => boolean) => vi.waitUntil(what, { timeout: 60_000, interval: 20 })
/** The page of the ticket has reached the engineer on call. */
const isPaged = (reference: string) => () =>
  story.mailsTo(story.world.ana).some((subject) => subject.includes(reference))

/** Nothing listens there: port 1 is reserved, and every connection is refused. */
const deadRedis = 'redis://127.0.0.1:1'

describe('a worker and its database', { timeout: 150_000 }, () => {
  it('that starts before its database waits for it, and pages as soon as it is available', async () => {
    proxy.refuse()
    const reference = await story.fileS1()
    const { child, hasLogged, ready } = startWorker()
    await until(() => hasLogged('database away'))
    expect(hasLogged('worker ready')).toBe(false)
    proxy.restore()
    await ready
    await until(isPaged(reference))
    expect(hasLogged('database back')).toBe(true)
    expect(child.exitCode).toBeNull()
  })

  it('that loses its database waits for it in the same process, and pages what was filed meanwhile', async () => {
    const { child, hasLogged, ready } = startWorker()
    await ready
    proxy.refuse()
    const reference = await story.fileS1()
    await until(() => hasLogged('database away'))
    proxy.restore()
    await until(isPaged(reference))
    expect(child.exitCode).toBeNull()
    expect(child.signalCode).toBeNull()
  })

  it('that is asked to stop while it waits for its database does stop', async () => {
    proxy.refuse()
    const { hasLogged, stop } = startWorker()
    await until(() => hasLogged('database away'))
    expect(await stop()).toBe(0)
  })
})

it('a worker that starts while Redis is down is ready and pages without it', { timeout: 150_000 }, async () => {
  const { child, hasLogged, ready } = startWorker({ NIGHTDESK_QUEUE: 'on', REDIS_URL: deadRedis })
  await ready
  const reference = await story.fileS1()
  await until(isPaged(reference))
  expect(hasLogged('queues connected')).toBe(false)
  expect(child.exitCode).toBeNull()
  expect(await worker!.stop()).toBe(0)
})
