import { type BuildOptions, context, type Plugin, stop } from 'esbuild'
import fs from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const here = path.join(root, 'gallery')

/** Modules that exist only in the gallery: the list of stories, and the messages. */
const virtual: Plugin = {
  name: 'gallery',
  setup(build) {
    build.onResolve({ filter: /^gallery:/ }, ({ path: name }) => ({ path: name, namespace: 'gallery' }))
    build.onLoad({ filter: /^gallery:stories$/, namespace: 'gallery' }, () => {
      const names = fs.readdirSync(path.join(here, 'stories')).map((file) => path.parse(file).name)
      const imports = names.map((name, at) => `import { stories as s${at} } from './stories/${name}'`)
      const list = names.map((name, at) => `${JSON.stringify(name)}: s${at}`)
      return {
        contents: `${imports.join('\n')}\nexport const stories = { ${list.join(', ')} }`,
        resolveDir: here,
        watchDirs: [path.join(here, 'stories')],
      }
    })
    build.onLoad({ filter: /^gallery:messages$/, namespace: 'gallery' }, () => {
      const all = Object.fromEntries(
        ['en', 'zh-CN'].map((locale) => {
          const folder = path.join(root, 'messages', locale)
          const files = fs.readdirSync(folder)
          return [
            locale,
            Object.fromEntries(
              files.map((file) => [
                path.parse(file).name,
                JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as unknown,
              ]),
            ),
          ]
        }),
      )
      return { contents: `export const all = ${JSON.stringify(all)}` }
    })
    // Server actions and the server's translator are replaced wherever a component imports them.
    build.onResolve({ filter: /\/choose-locale$/ }, ({ namespace }) =>
      namespace === 'file' ? { path: path.join(here, 'stand-ins/choose-locale.ts') } : undefined,
    )
  },
}

const options: BuildOptions = {
  entryPoints: { main: path.join(here, 'main.tsx') },
  outdir: '/',
  write: false,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2023',
  jsx: 'automatic',
  conditions: ['development'],
  define: {
    'process.env.NODE_ENV': '"development"',
    'process.env.__NEXT_APP_NAV_FAIL_HANDLING': 'undefined',
    'process.env': '{}',
    'process.versions': '{}',
    global: 'globalThis',
  },
  alias: {
    '@': root,
    'next/link': path.join(here, 'stand-ins/link.tsx'),
    'next-intl/server': path.join(here, 'stand-ins/server-words.ts'),
  },
  loader: { '.module.css': 'local-css', '.woff2': 'dataurl' },
  logLevel: 'silent',
}

export type Files = ReadonlyMap<string, Uint8Array>

/**
 * Builds the gallery.
 * @param onChange called with the files by path, again whenever a source has changed; without it, the gallery is built
 * once
 * @throws the errors of the first build
 */
export async function buildGallery(onChange?: (files: Files) => void): Promise<Files> {
  let files: Files = new Map()
  const keep: Plugin = {
    name: 'keep',
    setup(build) {
      build.onEnd(({ outputFiles, errors }) => {
        for (const { text, location } of errors) console.error(`${location?.file ?? ''}: ${text}`)
        if (errors.length > 0) return
        files = new Map(outputFiles?.map(({ path: name, contents }) => [name, contents]))
        onChange?.(files)
      })
    },
  }
  const building = await context({ ...options, sourcemap: onChange && 'inline', plugins: [virtual, keep] })
  await building.rebuild()
  if (onChange) await building.watch()
  else {
    await building.dispose()
    await stop()
  }
  return files
}
