'use client'
import { MultiSelect, SimpleGrid, TagsInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useRegionNames } from '@/app/_ui/use-region-names'
import { useTranslations } from '@/app/_i18n/use-translations'
import { platforms, products, scenarios } from '@/server/vocabulary/field'
import type { ArticleValues } from './article-values'

/** Fields for where an article applies; used by search, suggestions and the side column of the public page. */
export function ArticleFacts({ form }: { form: UseFormReturnType<ArticleValues> }) {
  const t = useTranslations('knowledge.editor')
  const regions = useRegionNames()
  const field = useTranslations('field')
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <MultiSelect
        label={t('scenarios')}
        searchable
        data={scenarios.map((value) => ({ value, label: field(`scenario.${value}`) }))}
        {...form.getInputProps('scenarios')}
      />
      <MultiSelect
        label={t('products')}
        data={products.map((value) => ({ value, label: field(`product.${value}`) }))}
        {...form.getInputProps('products')}
      />
      <MultiSelect
        label={t('platforms')}
        searchable
        data={platforms.map((value) => ({ value, label: field(`platform.${value}`) }))}
        {...form.getInputProps('platforms')}
      />
      <TagsInput
        label={t('errorCodes')}
        placeholder={form.values.errorCodes.length === 0 ? t('tagsHint') : undefined}
        maxTags={40}
        {...form.getInputProps('errorCodes')}
      />
      <TagsInput
        label={t('regions')}
        data={regions}
        limit={8}
        placeholder={form.values.regions.length === 0 ? t('tagsHint') : undefined}
        maxTags={20}
        {...form.getInputProps('regions')}
      />
    </SimpleGrid>
  )
}
