import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from '@mantine/core'

const ink: MantineColorsTuple = [
  '#f4f5f6',
  '#e6e8ea',
  '#ced2d6',
  '#aab0b7',
  '#868d96',
  '#656c75',
  '#4a5058',
  '#33383e',
  '#22262b',
  '#16191d',
]
const gray: MantineColorsTuple = [
  '#f8f9fa',
  '#f1f3f5',
  '#e7eaed',
  '#d8dce1',
  '#c3c9d0',
  '#9aa1aa',
  '#5f6670',
  '#474d55',
  '#2e3339',
  '#191c20',
]
const red: MantineColorsTuple = [
  '#fdf0f0',
  '#fbdede',
  '#f3bcbc',
  '#ea9595',
  '#e07070',
  '#d94f4f',
  '#d13636',
  '#c83030',
  '#c02626',
  '#a31f1f',
]
const dark: MantineColorsTuple = [
  '#dfe1e4',
  '#b9bdc3',
  '#9aa0a9',
  '#4a5059',
  '#32363c',
  '#26292e',
  '#1c1f23',
  '#141619',
  '#0f1113',
  '#0a0b0d',
]

/**
 * Neutral colours for everything except severity and clocks. Every pair of text and background reaches a contrast of
 * 4.5:1 in both schemes.
 */
const tokens = {
  light: {
    'surface-rail': '#f8f9fa',
    'surface-sunk': '#f4f5f7',
    line: '#e7eaed',
    'line-strong': '#c9ced5',
    hatch: '#dfe3e8',
    'on-ink': '#ffffff',
    s1: '#c02626',
    s2: '#b94a06',
    s3: '#1d5fbd',
    s4: '#5f6670',
    'on-s1': '#ffffff',
    's1-soft': '#fdf0f0',
    's1-line': '#f1cfcf',
    running: '#22262b',
    'running-ring': '#59616b',
    'ring-rest': '#d8dce1',
    'running-line': '#d3d8de',
    warned: '#754b00',
    'warned-soft': '#fff4d9',
    'warned-line': '#e9c468',
    'warned-ring': '#b87a00',
    breached: '#c02626',
    'on-breached': '#ffffff',
    late: '#b42222',
    'late-line': '#e6b5b5',
    paused: '#555c66',
    'paused-line': '#cdd3da',
    met: '#1a663a',
    'met-soft': '#eaf6ee',
    'met-line': '#bfe0cb',
    'met-ring': '#2c8a53',
    bar: '#a9b1bb',
    'bar-rest': '#eceff2',
  },
  dark: {
    'surface-rail': '#101214',
    'surface-sunk': '#191c1f',
    line: '#26292e',
    'line-strong': '#3d4249',
    hatch: '#33383e',
    'on-ink': '#16191d',
    s1: '#ff7373',
    s2: '#ff9d57',
    s3: '#7db2ff',
    s4: '#9aa0a9',
    'on-s1': '#1a0505',
    's1-soft': '#2b1415',
    's1-line': '#5b2628',
    running: '#dfe1e4',
    'running-ring': '#b9bdc3',
    'ring-rest': '#3d4249',
    'running-line': '#3d4249',
    warned: '#f4cd6d',
    'warned-soft': '#30260d',
    'warned-line': '#6b5419',
    'warned-ring': '#e0ac34',
    breached: '#d13636',
    'on-breached': '#ffffff',
    late: '#ff8585',
    'late-line': '#6a3032',
    paused: '#aab0b7',
    'paused-line': '#41464d',
    met: '#82d6a2',
    'met-soft': '#11271a',
    'met-line': '#24523a',
    'met-ring': '#4cb578',
    bar: '#6c737c',
    'bar-rest': '#24272b',
  },
} as const
export type Token = keyof typeof tokens.light

/** Returns the CSS variable of a token; components refer to colours only in this way. */
export const token = (name: Token) => `var(--nd-${name})` as const

const toCssVariables = (set: Record<string, string>) =>
  Object.fromEntries(Object.entries(set).map(([name, value]) => [`--nd-${name}`, value]))

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: { '--nd-row': '34px', '--nd-rail': '204px', '--nd-context': '316px', '--nd-reading': '68ch' },
  light: {
    ...toCssVariables(tokens.light),
    '--mantine-color-text': gray[9],
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': gray[6],
    '--mantine-color-default-border': tokens.light['line-strong'],
    '--mantine-color-anchor': gray[9],
    '--mantine-color-error': tokens.light.late,
  },
  dark: {
    ...toCssVariables(tokens.dark),
    '--mantine-color-text': dark[0],
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': dark[2],
    '--mantine-color-default-border': tokens.dark['line-strong'],
    '--mantine-color-anchor': dark[0],
    '--mantine-color-error': tokens.dark.late,
  },
})

export const tableDefaults = { verticalSpacing: 6, horizontalSpacing: 'md', fz: 'sm' } as const

/** The one theme of the product. */
export const theme = createTheme({
  fontFamily:
    '"Inter Variable", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", "SF Mono", Consolas, "Noto Sans Mono CJK SC", monospace',
  colors: { ink, gray, dark, red },
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 1 },
  // The default button is dark in the light scheme and light in the dark one, so its label must change too.
  variantColorResolver: (input) => {
    const resolved = defaultVariantColorsResolver(input)
    if (input.variant !== 'filled') return resolved
    if (!input.color || input.color === 'ink') return { ...resolved, color: token('on-ink') }
    // The light red of the dark scheme is for text; filled parts use the colour of a missed target.
    if (input.color === 'red')
      return { ...resolved, background: token('breached'), hover: token('breached'), color: token('on-breached') }
    return resolved
  },
  defaultRadius: 'sm',
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.55', lg: '1.6', xl: '1.65' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.125rem', lineHeight: '1.4' },
      h2: { fontSize: '0.875rem', lineHeight: '1.45' },
      h3: { fontSize: '0.8125rem', lineHeight: '1.45' },
      h4: { fontSize: '0.75rem', lineHeight: '1.4' },
    },
  },
  focusRing: 'auto',
  cursorType: 'pointer',
  components: {
    Text: { defaultProps: { size: 'sm' } },
    // Arabic and Hebrew are written right to left, in the box as in the thread.
    TextInput: { defaultProps: { dir: 'auto' } },
    Textarea: { defaultProps: { dir: 'auto' } },
    Anchor: { defaultProps: { size: 'sm', underline: 'hover' } },
    Button: { defaultProps: { size: 'xs', fw: 550 } },
    Badge: {
      defaultProps: {
        variant: 'default',
        size: 'sm',
        radius: 'sm',
        fw: 500,
        tt: 'none',
        styles: { label: { fontSize: 'var(--mantine-font-size-xs)' }, root: { height: 20 } },
      },
    },
    // The browser's default margin would make it narrower than the inputs above it.
    Fieldset: { defaultProps: { mx: 0 } },
    // An open menu focuses its first item. The focus placeholder is not a menu item and so not a valid child of a menu.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { styles: { title: { fontWeight: 600 } } } },
    Paper: { defaultProps: { withBorder: true, radius: 'md' } },
    SegmentedControl: { defaultProps: { size: 'xs', withItemsBorders: false } },
    Table: { defaultProps: tableDefaults },
    Tooltip: {
      defaultProps: { openDelay: 150, fz: 'xs', withArrow: false, events: { hover: true, focus: true, touch: true } },
    },
  },
})
