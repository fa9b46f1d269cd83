import { Box, Skeleton, Stack } from '@mantine/core'
import { getTranslations } from 'next-intl/server'

/**
 * A placeholder for a loading screen: heading, a line of controls and rows, at their final positions. Pages that may be
 * missing have none, because a response that has begun can no longer become a 404.
 */
export async function ScreenLoading({ rows = 12, tight = false }: { rows?: number; tight?: boolean }) {
  const t = await getTranslations('common')
  return (
    <Box px={{ base: 'md', sm: tight ? 'lg' : 'xl' }} pt={tight ? 'md' : 'lg'} role="status" aria-label={t('loading')}>
      <Skeleton h={28} w={180} mb="lg" />
      <Skeleton h={24} maw={420} mb="md" />
      <Stack gap={10}>
        {Array.from({ length: rows }, (_, index) => (
          <Skeleton key={index} h={24} />
        ))}
      </Stack>
    </Box>
  )
}
