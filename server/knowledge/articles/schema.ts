import { z } from 'zod'
import { regionInput } from '@/server/vocabulary/region/schema'
import { instantInput } from '@/server/infra/input/instant-schema'
import { localeSchema, platformSchema, productSchema, scenarioSchema } from '@/server/vocabulary/schemas/words'
import { message, oneLine, optionalLine } from '@/server/vocabulary/schemas/text'

export const slugSchema = z
  .string()
  .trim()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'slugShape')
  .max(80)

export const saveArticleSchema = z.object({
  id: z.uuid().nullish(),
  /** `updatedAt` of the article when the form was rendered: a stale form is refused, not applied. */
  basedOn: instantInput.nullish(),
  slug: slugSchema,
  locale: localeSchema,
  title: oneLine(160),
  summary: oneLine(500),
  body: message(60_000),
  scenarios: z.array(scenarioSchema).max(15).default([]),
  products: z.array(productSchema).max(5).default([]),
  platforms: z.array(platformSchema).max(13).default([]),
  regions: z.array(regionInput(60)).max(20).default([]),
  errorCodes: z.array(oneLine(40)).max(40).default([]),
})
export type SaveArticle = z.output<typeof saveArticleSchema>

export const searchSchema = z.object({
  locale: localeSchema,
  text: optionalLine(200),
  scenario: scenarioSchema.nullish(),
})
export const suggestSchema = z.object({
  locale: localeSchema,
  text: optionalLine(500),
  scenario: scenarioSchema.nullish(),
  product: productSchema.nullish(),
})

export interface ArticleSummary {
  id: string
  slug: string
  title: string
  summary: string
  scenarios: string[]
  products: string[]
  reviewedAt: Date | null
}
export interface ArticleView extends ArticleSummary {
  locale: 'en' | 'zh-CN'
  body: string
  platforms: string[]
  regions: string[]
  errorCodes: string[]
  updatedAt: Date
  /** Languages in which this article is published. */
  locales: ('en' | 'zh-CN')[]
}
