import {
  Box as MantineBox,
  Group as MantineGroup,
  MantineProvider,
  Stack as MantineStack,
  Table as MantineTable,
  Text as MantineText,
} from '@mantine/core'
import { type ComponentType, createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Box, Group, Stack, Table, Td, Text, Th, Tr } from './light'
import { theme } from './theme'

/** The markup with classes and styles in one order, because only what they are counts. */
const drawn = (node: ReactNode) =>
  renderToStaticMarkup(createElement(MantineProvider, { theme }, node))
    .replaceAll(/<style data-mantine-styles="(?:true|classes)">.*?<\/style>/gs, '')
    .replaceAll(' class=""', '')
    .replaceAll(/__m__-[\w-]+/g, 'random')
    .replaceAll(/ (class|style)="([^"]*)"/g, (_, name: string, list: string) => {
      const parts = list.split(name === 'class' ? ' ' : ';').filter(Boolean)
      return ` ${name}="${[...new Set(parts)].sort().join('|')}"`
    })
    .replaceAll(/<(\w+)((?: [\w-]+="[^"]*")+)>/g, (_, tag: string, attributes: string) => {
      const list = attributes.trim().match(/[\w-]+="[^"]*"/g) ?? []
      return `<${tag} ${list.sort().join(' ')}>`
    })

const pairs: [string, unknown, unknown, Record<string, unknown>[]][] = [
  [
    'Box',
    Box,
    MantineBox,
    [
      {},
      { flex: 1, miw: 0 },
      { px: { base: 'md', sm: 'lg' }, pt: 'md' },
      { component: 'section', mb: 'xs', 'aria-label': 'a' },
    ],
  ],
  [
    'Text',
    Text,
    MantineText,
    [
      {},
      { span: true, fz: 'xs', c: 'dimmed', className: 'own', title: 't' },
      { c: 'var(--nd-late)', fw: 600, lh: 1.4, ml: 'auto', flex: 'none' },
      { inherit: true, component: 'a', href: '/x', c: 'inherit' },
      { size: 'xs', truncate: true, dir: 'auto', role: 'alert' },
      { truncate: 'end', mt: 2, mb: 'xs', ta: 'right', style: { whiteSpace: 'nowrap', color: 'red' } },
      { c: 'red.5' },
      { lineClamp: 2 },
      { display: { base: 'inline', sm: 'none' }, span: true },
      { visibleFrom: 'sm', px: 'lg', py: 'sm' },
      { w: '100%', maw: 300, h: 0, fz: 14 },
    ],
  ],
  [
    'Group',
    Group,
    MantineGroup,
    [
      {},
      { gap: 8, wrap: 'nowrap', align: 'flex-start', justify: 'space-between', component: 'li', py: 10 },
      { gap: 'sm', mb: -3 },
      { gap: 5, flex: '1 1 12rem', grow: true },
    ],
  ],
  [
    'Stack',
    Stack,
    MantineStack,
    [
      {},
      { gap: 0, component: 'ol', p: 0, m: 0, style: { listStyle: 'none' } },
      { gap: 'lg', mt: 'lg', align: 'center' },
    ],
  ],
]

describe("a light component renders the same markup as the library's", () => {
  it.each(
    pairs.flatMap(([name, light, whole, list]) =>
      list.map((props) => [`${name} ${JSON.stringify(props)}`, light, whole, props] as const),
    ),
  )('%s', (_, light, whole, props) => {
    const draw = (one: unknown) => drawn(createElement(one as ComponentType<object>, props, 'words', null, false))
    expect(draw(light)).toBe(draw(whole))
  })

  type Whole = typeof Table
  const table = (one: Whole, props: Parameters<Whole>[0]) =>
    drawn(
      createElement(
        one,
        props,
        props.captionSide && createElement(one.Caption, { ta: 'start' }, 'words'),
        createElement(one.Thead, null, createElement(one.Tr, null, createElement(one.Th, { w: 90 }, 'head'))),
        createElement(
          one.Tbody,
          null,
          createElement(
            one.Tr,
            { className: 'own' },
            createElement(one.Th, { scope: 'row', fw: 500 }, 'a'),
            createElement(one.Td, { colSpan: 2, ta: 'right', c: 'dimmed', fz: 'xs', className: 'num' }, 'b'),
          ),
        ),
      ),
    )
  it.each([
    [{}],
    [{ 'aria-label': 'a', mt: 'sm' }],
    [{ captionSide: 'top', borderColor: 'var(--nd-line)', className: 'own' }],
    [{ layout: 'fixed' }],
  ] as [Parameters<Whole>[0]][])('a table with %j', (props) => {
    expect(table(Table, props)).toBe(table(MantineTable as unknown as Whole, props))
  })

  it('a row that stands in no table of the library', () => {
    expect(drawn(createElement(Tr, null, createElement(Th, null, 'a'), createElement(Td, null, 'b')))).toContain('<td')
  })
})
