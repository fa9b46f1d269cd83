import { z } from 'zod'
import { localeSchema } from '@/server/vocabulary/locale'
import { publicProcedure, router, signedInProcedure, staffProcedure } from '../procedures'
import { saveArticleSchema, searchSchema, slugSchema, suggestSchema } from '@/server/knowledge/articles/schema'
import {
  listArticles,
  publishArticle,
  readArticle,
  readForEditing,
  saveArticle,
  searchArticles,
  suggestArticles,
} from '@/server/knowledge/articles/articles'

export const knowledgeRouter = router({
  search: publicProcedure.input(searchSchema).query(({ ctx, input }) => searchArticles(ctx.db, input)),
  bySlug: publicProcedure
    .input(z.object({ slug: slugSchema, locale: localeSchema }))
    .query(({ ctx, input }) => readArticle(ctx.db, input.slug, input.locale)),
  suggest: signedInProcedure.input(suggestSchema).query(({ ctx, input }) => suggestArticles(ctx.db, input)),
  forLinking: staffProcedure
    .input(z.object({ locale: localeSchema }))
    .query(({ ctx, input }) => searchArticles(ctx.db, { ...input, text: '', limit: 500 })),
  all: staffProcedure.query(({ ctx }) => listArticles(ctx.db)),
  forEditing: staffProcedure
    .input(z.object({ id: z.uuid() }))
    .query(({ ctx, input }) => readForEditing(ctx.db, input.id)),
  save: staffProcedure.input(saveArticleSchema).mutation(({ ctx, input }) => saveArticle(ctx, ctx.viewer, input)),
  publish: staffProcedure
    .input(z.object({ id: z.uuid(), publish: z.boolean() }))
    .mutation(({ ctx, input }) => publishArticle(ctx, ctx.viewer, input.id, input.publish)),
})
