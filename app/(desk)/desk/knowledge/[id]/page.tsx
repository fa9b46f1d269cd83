import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { z } from 'zod'
import { caller } from '@/app/_server/caller'
import { requireViewer } from '@/app/_server/viewer'
import { knowledgeRights } from '@/server/knowledge/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { ArticleEditor } from '../article-editor'
import { articleValues } from '../article-values'

type Params = Promise<{ id: string }>

const articleOf = cache(async (idText: string) => {
  await requireViewer()
  const id = z.uuid().safeParse(idText)
  if (!id.success) notFound()
  const procedures = await caller()
  try {
    return await procedures.knowledge.forEditing({ id: id.data })
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'FORBIDDEN')) notFound()
    throw error
  }
})

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  return { title: (await articleOf((await params).id)).title }
}

export default async function EditArticlePage({ params }: { params: Params }) {
  const article = await articleOf((await params).id)
  const versions = (await (await caller()).knowledge.all()).filter((one) => one.slug === article.slug)
  return (
    <ArticleEditor
      key={article.id}
      id={article.id}
      values={articleValues(article)}
      updatedAt={article.updatedAt}
      state={article.state}
      alone={versions.length === 1}
      mayPublish={can(await requireViewer(), knowledgeRights.publishArticles)}
    />
  )
}
