import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { caller } from '@/app/_server/caller'
import { requireViewer } from '@/app/_server/viewer'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import { knowledgeRights } from '@/server/knowledge/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { ArticleEditor } from '../article-editor'
import { articleValues, emptyArticle, otherLanguage } from '../article-values'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('knowledge.editor'))('newTitle') }
}

/** A new article, or the other language of an existing one: slug and facts are copied, the text starts empty. */
export default async function NewArticlePage({ searchParams }: { searchParams: Promise<{ of?: string | string[] }> }) {
  const viewer = await requireViewer()
  const of = z.uuid().safeParse((await searchParams).of)
  const article = of.success ? await (await caller()).knowledge.forEditing({ id: of.data }).catch(() => null) : null
  const values = article
    ? otherLanguage(articleValues(article))
    : emptyArticle(oneOf(locales, await getLocale()) ?? 'en')
  return (
    <ArticleEditor
      id={null}
      values={values}
      updatedAt={null}
      state="draft"
      alone={false}
      mayPublish={can(viewer, knowledgeRights.publishArticles)}
    />
  )
}
