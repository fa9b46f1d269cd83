import { openDatabase } from '@/server/infra/db/db'
import { systemNow } from '@/server/infra/clock/now'
import { seedArticles } from './articles'
import { seedPlans } from './base'
import { seedDemo } from './demo'

/** `node scripts/run-ts.mjs prisma/seed/index.ts [--demo]`: safe to run at every start. */
const { db, close } = openDatabase(process.env.DATABASE_URL ?? '', 4)
try {
  await seedPlans(db, systemNow())
  await seedArticles(db, systemNow())
  if (process.argv.includes('--demo') && (await db.user.count()) === 0) await seedDemo(db, systemNow())
} finally {
  await close()
}
