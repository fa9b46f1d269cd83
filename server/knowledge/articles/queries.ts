import { Prisma } from '@/generated/prisma/client'
import type { AppLocale } from '@/server/vocabulary/locale'
import type { Client } from '@/server/infra/db/db'
import type { ArticleSummary } from './schema'

// Must equal the expression of the index in the migration exactly, or PostgreSQL does not use the index.
export const searchDocument = Prisma.sql`(setweight(to_tsvector('simple', "searchTitle"), 'A') || setweight(to_tsvector('simple', "searchBody"), 'B'))`
const summaryColumns = Prisma.sql`"id", "slug", "title", "summary", "scenarios", "products", "reviewedAt"`

/** Selects published articles in a language: with a tsquery the best match first, else by product, then title. */
export async function selectPublished(
  client: Client,
  filter: { locale: AppLocale; query: string | null; scenario?: string | null; product?: string | null; limit: number },
): Promise<ArticleSummary[]> {
  const of = filter.scenario ? Prisma.sql`and ${filter.scenario} = any("scenarios")` : Prisma.empty
  const productFirst = Prisma.sql`coalesce(${filter.product ?? null} = any("products"), false) desc`
  if (!filter.query)
    return client.$queryRaw`
      select ${summaryColumns} from "Article" where "state" = 'published' and "locale" = ${filter.locale} ${of}
      order by ${productFirst}, "title" limit ${filter.limit}`
  const query = Prisma.sql`to_tsquery('simple', ${filter.query})`
  return client.$queryRaw`
    select ${summaryColumns} from "Article"
    where "state" = 'published' and "locale" = ${filter.locale} ${of} and ${searchDocument} @@ ${query}
    order by ts_rank(${searchDocument}, ${query}) desc, ${productFirst}, "title" limit ${filter.limit}`
}

const editedColumns = {
  id: true,
  slug: true,
  locale: true,
  title: true,
  state: true,
  updatedAt: true,
  reviewedAt: true,
} as const

/** Selects every article, drafts included, without summary and body. */
export const selectAll = (client: Client) =>
  client.article.findMany({ orderBy: [{ slug: 'asc' }, { locale: 'asc' }], select: editedColumns })

/** Selects one article with all editable fields. */
export const selectForEditing = (client: Client, id: string) =>
  client.article.findUnique({
    where: { id },
    select: {
      ...editedColumns,
      summary: true,
      body: true,
      scenarios: true,
      products: true,
      platforms: true,
      regions: true,
      errorCodes: true,
    },
  })
