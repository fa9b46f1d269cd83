import { Box } from '@mantine/core'
import { token } from '@/app/_ui/theme'

/** The coming 90 days as one bar with its gaps; the text beside it says the same. */
export function GapBar({ from, to, gaps }: { from: Date; to: Date; gaps: readonly { from: Date; to: Date }[] }) {
  const span = to.getTime() - from.getTime()
  const part = (at: Date) => `${(100 * (at.getTime() - from.getTime())) / span}%`
  return (
    <Box pos="relative" w={108} h={12} flex="none" style={{ overflow: 'hidden' }} aria-hidden>
      <Box pos="absolute" top={4} left={0} right={0} h={4} bg={token('bar')} style={{ borderRadius: 2 }} />
      {gaps.map((gap) => (
        <Box
          key={`${gap.from.getTime()}-${gap.to.getTime()}`}
          pos="absolute"
          top={0}
          left={part(gap.from)}
          h={12}
          w={`calc(${part(gap.to)} - ${part(gap.from)})`}
          miw={3}
          bg={token('breached')}
        />
      ))}
    </Box>
  )
}
