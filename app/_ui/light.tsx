'use client'
import {
  Box as MantineBox,
  Group as MantineGroup,
  rem,
  Stack as MantineStack,
  TableTr,
  Text as MantineText,
} from '@mantine/core'
import {
  type ComponentProps,
  type ComponentType,
  createElement,
  type CSSProperties,
  type ElementType,
  type ReactNode,
} from 'react'
import { tableDefaults, theme } from './theme'

/*
 * Box, Text, Group, Stack and the cells of tables as the interface library draws them, for screens with hundreds: the
 * same element with the same classes and styles, a test compares them. The library resolves theme, styles API and
 * responsive values for each element, which took most of the time in which the server drew a page. What these do not
 * know (responsive values, variants) they leave to the library's own component.
 */

type Props = Record<string, unknown>
type Style = Record<string, unknown>
/** Resolves a value; undefined when the library has to. */
type Resolve = (value: unknown) => string | number | undefined

const isToken = (value: unknown, scale: object): value is string => typeof value === 'string' && value in scale

const spacing: Resolve = (value) =>
  typeof value === 'number'
    ? rem(value)
    : isToken(value, theme.spacing!)
      ? `var(--mantine-spacing-${value})`
      : value === 'auto'
        ? value
        : undefined
const size: Resolve = (value) =>
  typeof value === 'number' ? rem(value) : typeof value === 'string' ? value : undefined
const fontSize: Resolve = (value) =>
  typeof value === 'number'
    ? rem(value)
    : isToken(value, theme.fontSizes!)
      ? `var(--mantine-font-size-${value})`
      : undefined
const color: Resolve = (value) => {
  if (value === 'dimmed') return 'var(--mantine-color-dimmed)'
  return typeof value === 'string' && (value === 'inherit' || value.startsWith('var(')) ? value : undefined
}
const plain: Resolve = (value) => (typeof value === 'number' || typeof value === 'string' ? value : undefined)
const number: Resolve = (value) => (typeof value === 'number' ? value : undefined)
/** Style properties of the library that are not drawn here. */
const never: Resolve = () => undefined

const resolvers = new Map<string, readonly [keyof CSSProperties, Resolve]>([
  ['m', ['margin', spacing]],
  ['mt', ['marginTop', spacing]],
  ['mb', ['marginBottom', spacing]],
  ['ml', ['marginLeft', spacing]],
  ['mr', ['marginRight', spacing]],
  ['mx', ['marginInline', spacing]],
  ['my', ['marginBlock', spacing]],
  ['p', ['padding', spacing]],
  ['pt', ['paddingTop', spacing]],
  ['pb', ['paddingBottom', spacing]],
  ['pl', ['paddingLeft', spacing]],
  ['pr', ['paddingRight', spacing]],
  ['px', ['paddingInline', spacing]],
  ['py', ['paddingBlock', spacing]],
  ['w', ['width', size]],
  ['miw', ['minWidth', size]],
  ['maw', ['maxWidth', size]],
  ['h', ['height', size]],
  ['mih', ['minHeight', size]],
  ['mah', ['maxHeight', size]],
  ['c', ['color', color]],
  ['fz', ['fontSize', fontSize]],
  ['fw', ['fontWeight', number]],
  ['lh', ['lineHeight', number]],
  ['ta', ['textAlign', plain]],
  ['flex', ['flex', plain]],
  ['display', ['display', plain]],
  ...(
    'mis mie ms me ps pe pis pie bd bdrs bg opacity ff lts fs tt td bgsz bgp bgr bga pos top left bottom right inset ' +
    'hiddenFrom visibleFrom lightHidden darkHidden renderRoot mod vars classNames styles unstyled variant attributes ' +
    'sx gradient textWrap lineClamp grow preventGrowOverflow __vars __size __staticSelector'
  )
    .split(' ')
    .map((name) => [name, ['all', never]] as [string, readonly [keyof CSSProperties, Resolve]]),
])

/** Splits properties into styles and others; null when one of them has to be resolved by the library. */
function drawn(props: Props, before: Style | undefined): { style: Style; rest: Props } | null {
  const rest: Props = {}
  const styles: Style = {}
  for (const name in props) {
    const value = props[name]
    if (value === undefined) continue
    const known = resolvers.get(name)
    if (!known) {
      rest[name] = value
      continue
    }
    const resolved = known[1](value)
    if (resolved === undefined) return null
    styles[known[0]] = resolved
  }
  const given = rest.style
  if (given !== undefined && (typeof given !== 'object' || Array.isArray(given))) return null
  return { style: { ...before, ...(given as Style | undefined), ...styles }, rest }
}

const element = (tag: unknown, { style, rest }: { style: Style; rest: Props }, classes: string, more?: Props) => {
  const { component, className, ...others } = rest
  const joined = className ? (classes ? `${className as string} ${classes}` : (className as string)) : classes
  return createElement((component ?? tag) as ElementType, {
    ...others,
    ...more,
    ...(joined ? { className: joined } : {}),
    style: Object.keys(style).length > 0 ? style : undefined,
  })
}

/** A component of the library, rendered by `draw` where it can; it keeps the library's type. */
const lightly = <C,>(whole: C, draw: (props: Props) => ReactNode): C =>
  ((props: Props) => draw(props) ?? createElement(whole as ComponentType<Props>, props)) as C

export const Box = lightly(MantineBox, (props) => {
  const found = drawn(props, undefined)
  return found && element('div', found, '')
})

const textClass = `mantine-focus-auto ${MantineText.classes?.root ?? ''} mantine-Text-root`
export const Text = lightly(MantineText, (props) => {
  const { span, inherit, inline, truncate, size: own = 'sm', ...others } = props
  if (!isToken(own, theme.fontSizes!) || (truncate !== undefined && truncate !== true && truncate !== 'end'))
    return null
  const found = drawn(others, {
    '--text-fz': `var(--mantine-font-size-${own})`,
    '--text-lh': `var(--mantine-line-height-${own})`,
  })
  return (
    found &&
    element(span ? 'span' : 'p', found, textClass, {
      'data-size': own,
      ...(truncate ? { 'data-truncate': 'end' } : {}),
      ...(inline ? { 'data-inline': true } : {}),
      ...(inherit ? { 'data-inherit': true } : {}),
    })
  )
})

const groupClass = `${MantineGroup.classes?.root ?? ''} mantine-Group-root`
export const Group = lightly(MantineGroup, (props) => {
  const { gap = 'md', align = 'center', justify = 'flex-start', wrap = 'wrap', ...others } = props
  const between = spacing(gap)
  const found =
    between !== undefined &&
    drawn(others, {
      '--group-gap': between,
      '--group-align': align,
      '--group-justify': justify,
      '--group-wrap': wrap,
    })
  return found ? element('div', found, groupClass) : null
})

const stackClass = `${MantineStack.classes?.root ?? ''} mantine-Stack-root`
export const Stack = lightly(MantineStack, (props) => {
  const { gap = 'md', align = 'stretch', justify = 'flex-start', ...others } = props
  const between = spacing(gap)
  const found =
    between !== undefined &&
    drawn(others, { '--stack-gap': between, '--stack-align': align, '--stack-justify': justify })
  return found ? element('div', found, stackClass) : null
})

/** What a table's parts know; their values can all be drawn here. */
interface PartProps {
  ta?: 'left' | 'right' | 'center' | 'start' | 'end'
  fw?: number
  fz?: 'xs' | 'sm' | 'md'
  c?: 'dimmed' | 'inherit' | `var(${string})`
  w?: number | string
  miw?: number | string
  maw?: number | string
  pl?: number
  mt?: 'xs' | 'sm' | 'md'
}
type Part<Tag extends 'table' | 'thead' | 'tbody' | 'tr' | 'td' | 'th' | 'caption'> = (
  props: PartProps & ComponentProps<Tag>,
) => ReactNode

const partOf = <Tag extends 'thead' | 'tbody' | 'tr' | 'td' | 'th' | 'caption'>(tag: Tag, more?: Props): Part<Tag> => {
  const classes = `${TableTr.classes?.[tag] ?? ''} mantine-Table-${tag}`
  return (props) => {
    const found = drawn(props as Props, undefined)
    if (!found) throw new Error(`A ${tag} with such properties cannot be drawn.`)
    return element(tag, found, classes, more)
  }
}

/** The rows and cells of a table, which has lines between rows and none between columns. */
export const Tr = partOf('tr', { 'data-with-row-border': true })
export const Td = partOf('td')
export const Th = partOf('th')

type TableProps = PartProps &
  ComponentProps<'table'> & { captionSide?: 'top'; borderColor?: `var(${string})`; layout?: 'fixed' }

function drawTable({ captionSide, borderColor, layout, ...props }: TableProps) {
  const { verticalSpacing, horizontalSpacing, ...defaults } = tableDefaults
  const found = drawn(
    { ...defaults, ...props },
    {
      '--table-layout': layout,
      '--table-caption-side': captionSide,
      '--table-horizontal-spacing': spacing(horizontalSpacing),
      '--table-vertical-spacing': spacing(verticalSpacing),
      '--table-border-color': borderColor,
    },
  )
  if (!found) throw new Error('A table with such properties cannot be drawn.')
  return element('table', found, `${TableTr.classes?.table ?? ''} mantine-Table-table`)
}

/** A table as the library draws it; its own is never loaded, because it brings a scroll area. A caption stands above. */
export const Table = Object.assign(drawTable, {
  Thead: partOf('thead'),
  Tbody: partOf('tbody'),
  Caption: partOf('caption', { 'data-side': 'top' }),
  Tr,
  Td,
  Th,
})
