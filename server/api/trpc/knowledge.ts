import { knowledgeRights } from '@/server/knowledge/rights.rules'
import { z } from 'zod'
import { localeSchema } from '@/server/vocabulary/schemas/words'
import { procedure, router } from '../procedures'
import { saveArticleSchema, searchSchema, slugSchema, suggestSchema } from '@/server/knowledge/articles/schema'
import {
  listArticles,
  listForLinking,
  publishArticle,
  readArticle,
  readForEditing,
  saveArticle,
  searchArticles,
  suggestArticles,
} from '@/server/knowledge/articles/articles'

export const knowledgeRouter = router({
  search: procedure(knowledgeRights.readArticles)
    .input(searchSchema)
    .query(({ ctx, input }) => searchArticles(ctx.db, input)),
  bySlug: procedure(knowledgeRights.readArticles)
    .input(z.object({ slug: slugSchema, locale: localeSchema }))
    .query(({ ctx, input }) => readArticle(ctx.db, input.slug, input.locale)),
  suggest: procedure(knowledgeRights.seeSuggestions)
    .input(suggestSchema)
    .query(({ ctx, input }) => suggestArticles(ctx, ctx.actor, input)),
  forLinking: procedure(knowledgeRights.readDrafts)
    .input(z.object({ locale: localeSchema }))
    .query(({ ctx, input }) => listForLinking(ctx, ctx.actor, input.locale)),
  all: procedure(knowledgeRights.readDrafts).query(({ ctx }) => listArticles(ctx, ctx.actor)),
  forEditing: procedure(knowledgeRights.readDrafts)
    .input(z.object({ id: z.uuid() }))
    .query(({ ctx, input }) => readForEditing(ctx, ctx.actor, input.id)),
  save: procedure(knowledgeRights.writeArticles)
    .input(saveArticleSchema)
    .mutation(({ ctx, input }) => saveArticle(ctx, ctx.actor, input)),
  publish: procedure(knowledgeRights.publishArticles)
    .input(z.object({ id: z.uuid(), publish: z.boolean() }))
    .mutation(({ ctx, input }) => publishArticle(ctx, ctx.actor, input.id, input.publish)),
})
