import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStory } from '@/tests/support/story'
import { dump } from './dump'
import { walk } from './walk'

/*
 * What verbs on tickets did before the change engine: recorded once, and never to be recorded anew to make a test pass.
 * A behaviour that is meant to change is recorded with `RECORD=1` in the commit that changes it.
 */
const file = (seed: number) => path.join(import.meta.dirname, `walk-${seed}.txt`)
const length = 18

describe('a recorded sequence of changes to a ticket', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'leaves the same chains, clocks, pages, notifications and mails as before (recording %i)',
    { timeout: 120_000 },
    async (seed) => {
      const story = await openStory('off')
      try {
        const lines = [...(await walk(story, seed, length)), ...(await dump(story))]
        if (process.env.RECORD) fs.writeFileSync(file(seed), `${lines.join('\n')}\n`)
        expect(lines).toEqual(fs.readFileSync(file(seed), 'utf8').trimEnd().split('\n'))
      } finally {
        await story.close()
      }
    },
  )
})
