import { expect, it } from 'vitest'
import { missingFromSchema } from '@/scripts/support/migrate'
import { freshDatabase } from '@/tests/support/database'

it('the migrations make what prisma/schema says', async () => {
  const database = await freshDatabase()
  try {
    expect(missingFromSchema(database.url)).toBe('')
  } finally {
    await database.close()
  }
})
