'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { token } from './theme'
import css from './ui.module.css'
import type { Severity } from '@/server/vocabulary/severity'

const colors = { S1: token('s1'), S2: token('s2'), S3: token('s3'), S4: token('s4') } as const

/** An icon with one shape and one colour per severity: octagon, triangle, circle, dash. Only S1 is filled. */
export function SeverityGlyph({
  severity,
  size = 14,
  withWord = false,
}: {
  severity: Severity
  size?: number
  withWord?: boolean
}) {
  const t = useTranslations('field.severity')
  const color = colors[severity]
  const meaning = `${severity} ${t(severity)}`
  const isMostSevere = severity === 'S1'
  return (
    <span className={css.glyph} aria-label={meaning} role="img" title={meaning}>
      <svg
        width={size}
        height={size}
        viewBox="0 0 14 14"
        aria-hidden
        fill="none"
        stroke={color}
        strokeWidth={1.8}
        strokeLinejoin="round"
        strokeLinecap="round"
      >
        {isMostSevere && <path d="M4.6 1h4.8L13 4.6v4.8L9.4 13H4.6L1 9.4V4.6z" fill={color} strokeWidth={1} />}
        {severity === 'S2' && <path d="M7 2 13 12H1z" />}
        {severity === 'S3' && <circle cx={7} cy={7} r={5} />}
        {severity === 'S4' && <path d="M3 7h8" />}
      </svg>
      <span className={`${css.text} ${css.small}`} style={{ color, fontWeight: isMostSevere ? 700 : 600 }}>
        {severity}
      </span>
      {withWord && (
        <span className={`${css.text} ${css.small}`} style={{ fontWeight: isMostSevere ? 600 : 400 }}>
          {t(severity)}
        </span>
      )}
    </span>
  )
}
