import { MantineProvider } from '@mantine/core'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { cssVariablesResolver, theme } from './theme'

/** The rules that the interface library writes into each page by default, one declaration per line. */
function themeRules(): string {
  const html = renderToStaticMarkup(createElement(MantineProvider, { theme, cssVariablesResolver }))
  const css = /<style data-mantine-styles="true">(.*?)<\/style>/s.exec(html)?.[1]
  if (!css) throw new Error('The provider wrote no variables.')
  return css
    .replace(/&quot;/g, '"')
    .replace(/\s*\{\s*/g, ' {\n')
    .replace(/;\s*(?!\n)/g, ';\n')
    .replace(/\}\s*/g, '}\n')
    .replace(/, :host/g, ',\n:host')
    .split('\n')
    .map((line) => (line.startsWith('--') ? `  ${line.replace(/:\s*/, ': ')}` : line))
    .join('\n')
    .trim()
}

test('theme.css is what the theme says (after a change of theme.ts run this file with --update)', async () => {
  const note = '/* Written by theme-css.test.ts from theme.ts. */\n'
  await expect(`${note}${themeRules()}\n`).toMatchFileSnapshot('theme.css')
})
