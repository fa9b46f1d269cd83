import { describe, expect, it } from 'vitest'
import { cssVariablesResolver, theme } from './theme'

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const part = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light! + 0.05) / (dark! + 0.05)
}

const variables = cssVariablesResolver(theme as never)
const grounds = { light: '#ffffff', dark: '#141619' }

describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
  const colour = (name: string) => variables[scheme][`--nd-${name}`]!

  it.each(['s1', 's2', 's3', 's4', 'late', 'paused', 'met', 'running', 'warned'])(
    'the text colour %s is legible on the page',
    (name) => {
      expect(contrast(colour(name), grounds[scheme])).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each([
    ['s1', 's1-soft'],
    ['warned', 'warned-soft'],
    ['met', 'met-soft'],
    ['on-breached', 'breached'],
    ['on-s1', 's1'],
  ])('the text colour %s is legible on %s', (name, ground) => {
    expect(contrast(colour(name), colour(ground))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['running', 'breached', 'warned-ring', 'met-ring', 'bar'])('a line or ring in %s is visible', (name) => {
    // Bars are the least prominent elements; WCAG requires 3:1 only of what alone conveys a meaning.
    expect(contrast(colour(name), grounds[scheme])).toBeGreaterThanOrEqual(name === 'bar' ? 2 : 3)
  })
})
