import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { severities } from '@/server/vocabulary/severity'
import type { Stories } from '../story'

const row = (withWord: boolean, size?: number) => (
  <div style={{ display: 'flex', gap: 24 }}>
    {severities.map((severity) => (
      <SeverityGlyph key={severity} severity={severity} withWord={withWord} size={size} />
    ))}
  </div>
)

export const stories: Stories = {
  'each severity': () => row(false),
  'with its word': () => row(true),
  large: () => row(true, 24),
}
