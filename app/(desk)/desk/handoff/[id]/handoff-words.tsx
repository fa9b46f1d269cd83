'use client'
import { Box, SimpleGrid, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Markdown } from '@/app/_ui/markdown'
import { token } from '@/app/_ui/theme'
import { type HandoffWords as Words, wordFields } from '@/server/handoff/brief/rules'

/** The text of a brief about one ticket, read-only. For an S1 or S2, missing fields are shown as missing. */
export function HandoffWords({ words, required }: { words: Words & { note: string }; required: boolean }) {
  const t = useTranslations('handoff')
  const part = (field: keyof typeof words, missing: string | null) => (
    <Box key={field} miw={0} component="section" aria-label={t(`field.${field}`)}>
      <Text fz="xs" c="dimmed" fw={550}>
        {t(`field.${field}`)}
      </Text>
      {words[field].trim() ? (
        <Markdown text={words[field]} />
      ) : (
        <Text c={missing ? token('late') : 'dimmed'}>{t('nothing')}</Text>
      )}
    </Box>
  )
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
        {wordFields.map((field) => part(field, required ? field : null))}
      </SimpleGrid>
      {words.note.trim() && part('note', null)}
    </>
  )
}
